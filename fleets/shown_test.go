package fleets

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

const served = head + "workloads: {w: {peak: 3 tps}}\nfleets:\n  a:\n    " + "failures: {afr: 8 %}\n    repair: 24 h\n    "

// warned holds, by code, a scenario that is read with just this warning among others.
var warned = map[string]string{
	"W201": pool("count: 4"),
	"W202": head + "fleets: {a: {count: 1, failures: {mttf: 2 h}, repair: 3 h}}\n",
	"W203": pool("count: 33\ngroups: {size: 3, needs: 2}"),
	"W204": pool("count: 4\none_off: 5 USD (4..90)"),
	"W205": pool("failure_domains: {rack: {count: 1, failures: {afr: 5 %}, repair: 3 h}}\ncount: 4"),
	"W206": pool("count: 4\nhardware: {price: 5 USD, useful_life: 9 y}"),
	"W207": pool("count: 4") + "sites: {floor: {pue: 1.5}}\n",
	"W208": head + "fleets: {a: {count: 1, failures: {law: weibull, mean: 3 y, shape: 2}, repair: 3 h}}\n",
	"W209": pool("count: 4\nhardware: {price: 5 USD}"),
	"W220": pool("count: 4\nrepair_crews: 2\nrepair_policy: sharing"),
	"W221": head + "fleets: {a: {count: 4, repair_crews: 2, failures: {mttf: 3 y}, repair: {law: lognormal, mean: 4 h, cv: 1.5}}}\n",
	"W222": pool("count: 4\nneeds: 3"),
	"W223": pool("count: 4\nspares: {on_site: 0, resupply: 7 d}"),
	"W224": pool("count: 5000\nrepair_crews: 1"),
	"W251": head + "horizon: {start: 2026-01, years: 5}\nfleets: {a: {hardware: {price: {value: 1k USD, as_of: 2026-06, trend: -15 %/year}}, count: 1, " + unit + "}}\n",
	"W255": dated + "fleets: {a: {hardware: {price: 9k USD}, count: 1, owned: {since: 2023-01, book: 1k USD}, " + unit + "}}\n",
	"W252": dated + "fleets: {a: {hardware: {useful_life: 4 y}, count: 1, owned: {since: 2023-01, book: 1k USD}, " + unit + "}}\n",
	"W253": dated + "fleets: {a: {network: {per_request: 20 kB, price: 0.5 USD/GB}, count: 1, " + unit + "}}\n",
	"W254": dated + "fleets: {a: {hardware: catalog:ibm-power-595, count: 1}}\n",
	"W257": priced("1k USD}, lease: {months: 30, rate: 800 %"),
	"W258": priced("1k USD}, owned: {since: 2026-05, book: 2k USD"),
	"W259": priced("1k USD}, lease: {months: 36, rate: 8 %"),
	"W260": loaded("{peak: 3 tps, events: [{date: 2036-12-31, times: 2}]}"),
	"W261": loaded("{peak: 3 tps, offload: {share: 5 %, pools: [cache], to: far}}"),
	"W262": loaded("{sources: {a: {peak: 3 tps}, b: {peak: 3 tps, from: 2036-01}}}"),
	"W270": served + "count: 4\n    service: {time: 12 ms}\n",
	"W271": served + "count: 4\n    service: {time: 12 ms}\n    throughput: 90 req/s\n",
	"W280": asserted("mean(small.availability) >= 99 %\n    waive: {until: 2026-03-31, reason: new rack ordered}"),
	"W281": grown("count: 4\ncopies: 2"),
	"W385": pool("count: 3\nvote: {copies: 3, agree: 2}"),
	"W386": pool("count: 5\nneeds: 3\nvote: {copies: 5, degrade: [3]}"),
	"W387": pool("count: 4\nneeds: 2\nvote: {copies: 4, agree: 2, recompute: none}"),
	"W388": pool("count: 3\nneeds: 2\ncorruption: {rate: 1e-6/calculation}"),
	"W389": head + "workloads: {w: {peak: 3 tps, slo: {wrong_results: 1e-9/request}}}\nfleets: {a: {count: 3, needs: 2, " + unit + "}}\n",
	"W390": pool("count: 4\ngroups: {size: 4, agreement: majority}"),
	"W391": pool("count: 2\ngroups: {size: 2, agreement: majority}"),
	"W392": grown("count: 3\ngroups: {size: 3, agreement: majority}"),
	"W395": head + "workloads: {w: {peak: 3 tps, slo: {data_loss: 1e-6/year}}}\nfleets: {a: {count: 3, needs: 2, mode: shared, throughput: 2 tps, " + unit + "}}\n",
	"W600": pool("count: 6\ngroups: {size: 3, needs: 2, rebuild: {bandwidth: 50 MB/s, data: 8 TB, load: 10 %}}"),
	"W396": pool("count: 6\ngroups: {size: 3, needs: 3}\nlatent: 5 %"),
	"W397": pool("count: 6\ngroups: {size: 3, needs: 1}\nlatent: 5 %\nscrub: 3 y"),
}

// seenReading returns what each code looks like that reading gives: the first wrong input
// of its kind.
func seenReading(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, c := range Codes {
		var err error
		prefix := ""
		switch {
		case warned[c.Code] != "":
			out[c.Code] = warning(t, c.Code, warned[c.Code])
			continue
		case len(wrong[c.Code]) > 0:
			text := wrong[c.Code][0]
			if name, ok := strings.CutPrefix(text, "\x00"); ok {
				_, _, err = Load(name+".yaml", Options{ReadFile: files(nil)})
			} else {
				err = load(text)
			}
		case len(wrongSets[c.Code]) > 0:
			prefix = "--set " + wrongSets[c.Code][0] + "\n"
			err = load(pool("count: 4\nstaff: [{role: dba, heads: 2, salary: 90k USD/year}]"), wrongSets[c.Code][0])
		case len(wrongVarys[c.Code]) > 0:
			_, err = ParseVary(wrongVarys[c.Code][0])
		case len(wrongData[c.Code]) > 0:
			err = readBad(wrongData[c.Code][0])
		default:
			continue // the command line's
		}
		var list *Errors
		if !errors.As(err, &list) {
			t.Errorf("%s: its first example is read", c.Code)
			continue
		}
		asData(t, list)
		out[c.Code] = prefix + list.List[0].String()
	}
	return out
}

// warning returns what a scenario says, but for its head, and its warning of this code.
func warning(t *testing.T, code, text string) string {
	t.Helper()
	today := time.Date(2026, 11, 25, 0, 0, 0, 0, time.UTC)
	p, _, err := Load("capplan.yaml", Options{Today: today, ReadFile: files(map[string]string{"capplan.yaml": text})})
	if err != nil {
		t.Errorf("%s: %v", code, err)
		return ""
	}
	for _, w := range p.Warnings {
		if w.Code != code {
			continue
		}
		return strings.TrimPrefix(text, head) + fmt.Sprintf("warning[%s]: %s\n", code, w.Text)
	}
	t.Errorf("no %s, but %v", code, p.Warnings)
	return ""
}

// asData holds that errors are the same as data, with the place of each.
func asData(t *testing.T, e *Errors) {
	t.Helper()
	data, err := json.Marshal(e.List)
	if err != nil {
		t.Fatal(err)
	}
	var back []Diagnostic
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	for i, d := range back {
		was := e.List[i]
		if d.Code != was.Code || d.Message != was.Message || d.File != was.File || d.Line != was.Line || d.Col != was.Col || d.Help != was.Help || d.Related != was.Related {
			t.Errorf("%+v as data is %+v", was, d)
		}
	}
}

// TestShownByReading holds the examples of `explain` to what reading gives.
func TestShownByReading(t *testing.T) {
	seen := seenReading(t)
	var b strings.Builder
	for _, c := range Codes {
		if text, ok := seen[c.Code]; ok {
			fmt.Fprintf(&b, "-- %s --\n%s\n\n", c.Code, strings.TrimSpace(text))
		}
	}
	golden(t, "shown/read.txt", strings.TrimSuffix(b.String(), "\n"))
}

// TestGoldensOfCodes: nothing is shown of what is no code any more.
func TestGoldensOfCodes(t *testing.T) {
	entries, err := os.ReadDir("testdata/errors")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		code := strings.TrimSuffix(e.Name(), ".golden")
		if code == "files" { // TestErrorsOfSeveralFiles
			continue
		}
		if _, ok := Explain(code); !ok {
			t.Errorf("a golden of %s, which is no code", code)
		}
	}
	for code := range shown() {
		if _, ok := Explain(code); !ok {
			t.Errorf("an example of %s, which is no code", code)
		}
	}
}

// TestErrorsPage holds docs/errors.md to the table of codes.
func TestErrorsPage(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Errors and warnings\n\n" +
		"Each error and each warning has a code, which never comes to mean something else. `capplan explain E023` shows an example of one; `-f json` tells errors as data, schema `capplan/errors/v1`, and warnings in the result. " +
		"All errors of an input come together, the first 20 drawn and the others counted; an error in a file that another names shows both places. " +
		"Wrong input is exit status 2; warnings change it only with `--strict`.\n\n" +
		"This page is written from the program (`go test ./fleets -run ErrorsPage -update`).\n")
	for _, kind := range []struct{ title, first string }{{"Errors", "E"}, {"Warnings", "W"}} {
		b.WriteString("\n## " + kind.title + "\n\n| code | | |\n|---|---|---|\n")
		list := slices.Clone(Codes)
		slices.SortFunc(list, func(a, b Code) int { return strings.Compare(a.Code, b.Code) })
		for _, c := range list {
			if strings.HasPrefix(c.Code, kind.first) {
				fmt.Fprintf(&b, "| %s | %s | %s |\n", c.Code, c.Title, strings.ReplaceAll(c.Explanation, "|", "\\|"))
			}
		}
	}
	golden(t, "../docs/errors.md", b.String())
}
