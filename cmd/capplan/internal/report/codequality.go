package report

import "io"

// A codeIssue is a row of GitLab's code quality report (docs.gitlab.com, "Code Quality
// report format").
type codeIssue struct {
	Description string       `json:"description"`
	Check       string       `json:"check_name"`
	Fingerprint string       `json:"fingerprint"`
	Severity    string       `json:"severity"` // info, minor, major, critical, blocker
	Location    codeLocation `json:"location"`
}

type codeLocation struct {
	Path  string    `json:"path"`
	Lines codeLines `json:"lines"`
}

type codeLines struct {
	Begin int `json:"begin"`
}

// codequality writes what does not hold. GitLab needs a place for each.
func (b *brief) codequality(w io.Writer) error {
	out := []codeIssue{}
	for i := range b.findings {
		f := &b.findings[i]
		if f.level == levelNone {
			continue
		}
		at := codeLocation{f.file, codeLines{max(1, f.line)}}
		if at.Path == "" {
			at.Path = "stdin"
		}
		out = append(out, codeIssue{f.named(f.text), "capplan." + f.rule, f.print, f.severity(), at})
	}
	return JSON(w, out)
}

func (f *finding) severity() string {
	switch {
	case f.kind == "input":
		return "blocker"
	case f.level == levelError && f.verdict == "fail":
		return "critical"
	case f.level == levelError:
		return "major"
	case f.level == levelWarning && f.kind == "assertion":
		return "minor"
	}
	return "info"
}
