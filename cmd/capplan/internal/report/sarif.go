package report

import (
	"io"
	"net/url"
	"strings"
)

const sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

// The parts of SARIF 2.1.0 (OASIS) that are written.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool         `json:"tool"`
		Invocations []sarifInvocation `json:"invocations"`
		ColumnKind  string            `json:"columnKind"`
		Results     []sarifResult     `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name    string      `json:"name"`
		Version string      `json:"semanticVersion"`
		Rules   []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID    string       `json:"id"`
		Short sarifMessage `json:"shortDescription"`
		Help  sarifMessage `json:"help"`
	}
	sarifMessage struct {
		Text string `json:"text"`
	}
	sarifInvocation struct {
		Successful bool `json:"executionSuccessful"`
		Status     *int `json:"exitCode,omitempty"` // known where there is no answer

		Notes []sarifNote `json:"toolExecutionNotifications,omitempty"`
	}
	sarifNote struct {
		Level   string       `json:"level"`
		Message sarifMessage `json:"message"`
	}
	sarifResult struct {
		Rule         string             `json:"ruleId"`
		Index        int                `json:"ruleIndex"`
		Level        string             `json:"level"`
		Message      sarifMessage       `json:"message"`
		Locations    []sarifLocation    `json:"locations,omitempty"`
		Prints       map[string]string  `json:"partialFingerprints"`
		Suppressions []sarifSuppression `json:"suppressions,omitempty"`
	}
	sarifSuppression struct {
		Kind   string `json:"kind"`
		Status string `json:"status"`
		Why    string `json:"justification"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		Line   int `json:"startLine"`
		Column int `json:"startColumn,omitempty"`
		End    int `json:"endColumn,omitempty"` // the column behind
	}
)

// sarif writes what does not hold, with a rule for each kind of assertion and each code.
func (b *brief) sarif(w io.Writer) error {
	run := sarifRun{
		Tool:        sarifTool{sarifDriver{Name: "capplan", Version: b.tool.Version, Rules: []sarifRule{}}},
		Invocations: []sarifInvocation{{Successful: !b.refused && !b.cut}},
		ColumnKind:  "unicodeCodePoints",
		Results:     []sarifResult{},
	}
	if wrongInput := 2; b.refused {
		run.Invocations[0].Status = &wrongInput
	}
	if b.cut {
		run.Invocations[0].Notes = []sarifNote{{"warning", sarifMessage{endedEarly}}}
	}
	rules := map[string]int{}
	for i := range b.findings {
		f := &b.findings[i]
		if f.level == levelNone {
			continue
		}
		n, ok := rules[f.rule]
		if !ok {
			n = len(rules)
			rules[f.rule] = n
			run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{f.rule, sarifMessage{f.about}, sarifMessage{f.help()}})
		}
		run.Results = append(run.Results, f.sarif(n))
	}
	return JSON(w, sarifLog{sarifSchema, "2.1.0", []sarifRun{run}})
}

// help is the command that says more of a rule.
func (f *finding) help() string {
	if f.rule == survives {
		return "capplan check --help"
	}
	return "capplan explain " + f.rule
}

func (f *finding) sarif(rule int) sarifResult {
	r := sarifResult{
		Rule: f.rule, Index: rule, Level: f.level, Message: sarifMessage{f.named(f.text)},
		// the second is what GitHub goes by; it would make one of the line's text
		Prints: map[string]string{"capplan/v1": f.print, "primaryLocationLineHash": f.print},
	}
	if f.waiver != "" {
		r.Suppressions = []sarifSuppression{{"inSource", "accepted", printable(f.waiver)}}
	}
	if f.file != "" {
		at := sarifPhysical{sarifArtifact{uri(f.file)}, sarifRegion{Line: max(1, f.line)}}
		if f.line > 0 {
			at.Region.Column = f.col
		}
		if at.Region.Column > 0 && f.width > 0 {
			at.Region.End = f.col + f.width
		}
		r.Locations = []sarifLocation{{at}}
	}
	return r
}

// uri is the relative reference to a file (RFC 3986).
func uri(file string) string {
	if strings.HasPrefix(file, "/") {
		return (&url.URL{Scheme: "file", Path: file}).String()
	}
	return (&url.URL{Path: file}).String()
}
