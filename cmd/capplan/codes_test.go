package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/fleets"
)

var update = flag.Bool("update", false, "rewrite what explain shows of codes")

const (
	top   = "version: 1\ncurrency: USD\n"
	units = "failures: {mttf: 90 d}, repair: 10 h"
	one   = top + "fleets:\n  a: {count: 4, needs: 3, hardware: {price: 9k USD (8k..12k)}, " + units + "}\n"
	two   = one + "  b: {count: 2, needs: 1, hardware: {price: 90k USD}, " + units + "}\n"
	nines = "assertions: [{that: mean(a.availability) >= 99 %}]\n"
	web   = top + "horizon: {start: 2027-01, years: 1}\nworkloads: {w: {peak: 100 req/s}}\nfleets:\n  a: {count: 1, failures: never, "
	fifty = top + "horizon: {start: 2027-01, years: 4}\nworkloads: {w: {peak: 1000 req/s, growth: 50 %/year}}\n"
)

// A met is a command that meets a code: on a scenario capplan.yaml, or another file.
type met struct {
	code string
	file string // the text of the file
	args string // after capplan, split at blanks; quotes keep words together
	env  string
	as   string // the name of the file; empty: capplan.yaml
}

// commands provoke the codes that reading a scenario cannot.
var commands = []met{
	{"E035", one, "sweep --vary a.count=3..5 --metric headroom", "", ""},
	{"E062", one, "compare --trails 3", "", ""},
	{"E063", one, "compare -f csv --table cost", "", ""},
	{"E064", two, "compare --fleet bb", "", ""},
	{"E065", one, "compare -o nowhere/a.json", "", ""},
	{"E066", one, "compare --trials 0", "", ""},
	{"E067", one, "compare", "CAPPLAN_FROMAT=json", ""},
	{"E069", top + "fleets:\n  a: {count: 4, needs: 3, maintenance: {every: 90 d, duration: 2 h}, " + units + "}\n", "compare --method exact", "", ""},
	{"E072", one, "init", "", ""},
	{"E160", one, "verify zons", "", ""},
	{"E161", one, "check", "", ""},
	{"E162", "hours,failed\n500,1\n500,1\n", "fit failures log.csv --law gamma", "", "log.csv"},
	{"E163", "version: 1\ncurrency: VND\nfleets:\n  a: {count: 10000, failures: never, hardware: {price: 400M VND (300M..600M)}}\n", "compare --trials 50", "", ""},
	{"E164", one, "compare -o traffic.svg", "", ""},
	{"E323", web + "throughput: {per_unit: 40 req/s, contention: 20 %, coherency: 2 %}}\n", "compare --same-load", "", ""},
	{"E420", two + nines, "size", "", ""},
	{"E421", top + "horizon: {start: 2027-01, years: 1}\nfleets:\n  a: {count: 4, needs: 3, " + units + "}\nplans: {go: [{from: 2027-01, run: {a: 100 %}}]}\n", "size --fleet go", "", ""},
	{"E422", one, "size", "", ""},
	{"E423", top + "fleets:\n  a: {count: 4, failures: never}\n" + nines, "size", "", ""},
	{"E424", top + "fleets:\n  a: {count: 4, needs: 3, " + units + "}\n" + nines, "size --vary a.count=4..5", "", ""},
	{"E425", one + nines, "size --vary a.count=4..1003 --vary a.needs=2..1003", "", ""},
	{"E495", one, "size --require mean(a.availability)>=99.99% --require mean(a.availability)<99.9%", "", ""},
	{"E437", one, "sweep --vary a.count=3..5 --max-cells 2", "", ""},
	{"E530", one, "compare --trials 60 --checkpoint 0.shard", "", ""},
	{"E531", one, "merge other.yaml", "", ""},
	{"E532", one, "merge 0.shard 1.shard", "", ""},
	{"E533", one, "merge 0.shard", "", ""},
	{"E534", one, "merge 0.shard 0.shard", "", ""},
	{"E535", one, "shard --index 8 --of 8 -o 8.shard", "", ""},
	{"E536", forged(), "merge 0.shard", "", "0.shard"},
	{"E537", one, "compare --trials 1000000 --max-time 1ns", "", ""},
	{"E570", top + "fleets:\n  a: {count: 4, needs: 3, " + units + "}\n", "compare --trials 50000 --max-memory 1MB", "", ""},
	{"E571", one, "diff capplan.yaml --set a.count=5 --trials 2000000", "", ""},
	{"E572", one, "compare --trials 60000 -f csv --table samples", "", ""},
	{"E438", top + "fleets:\n  a: {count: 1000, needs: 800, failures: {mttf: 60 d (40..90)}, repair: 24 h}\n", "sweep --vary a.count=900..1000 --trials 1000000 --max-time 1s --method simulate", "", ""},
	{"E439", one, "sweep --vary a.count=1,2", "", ""},
	{"E440", top + "fleets:\n  a: {count: 4, hardware: {price: 9k USD}, " + units + "}\n", "sensitivity", "", ""},
	{"E441", two, "sensitivity --break-even a.hardware.prize", "", ""},
	{"E442", two, "sensitivity --fleet b --against b", "", ""},
	{"E443", one, "sensitivity --break-even a.hardware.price", "", ""},
	{"E444", two, "sensitivity --metric cost.pw", "", ""},
	{"E445", two + "finance: {inflation: 0 %}\n", "sensitivity --break-even finance.inflation --trials 100", "", ""},
	{"E446", two, "sensitivity --break-even a.hardware.price --from 5k --to 5k", "", ""},
	{"E450", one, "diff capplan.yaml", "", ""},
	{"E451", "{\"schema\": \"capplan/result/v1\", ", "diff capplan.yaml base.json", "", "base.json"},
	{"E452", `{"schema": "capplan/result/v9"}`, "diff capplan.yaml base.json", "", "base.json"},
	{"E453", `{"schema": "capplan/result/v1", "complete": false, "fleets": {}}`, "diff capplan.yaml base.json", "", "base.json"},
	{"E454", one, "diff capplan.yaml --rev main", "PATH=", ""},
	{"E455", one, "diff capplan.yaml --rev nosuch", "", "git"},
	{"E456", one, "diff new.yaml --rev HEAD", "", "git"},
	{"E457", strings.Replace(one, "  a:", "  b:", 1), "diff capplan.yaml other.yaml", "", "other.yaml"},
	{"E458", one, "check --baseline capplan.yaml", "", ""},
	{"E459", one, "diff - --rev HEAD", "", ""},
	{"E460", one + nines, "check --no-sim --trials 10", "", ""},
	{"E461", one + nines, "check --trials 2000 --max-trials 1000", "", ""},
	{"E486", one + nines + "observed: [{fleet: a, metric: outages, value: 7, over: 24 months}]\n", "check --method exact", "", ""},
	{"E500", one, "report capplan.yaml -o r.html", "", ""},
	{"E501", one, "report sweep.json -o r.html", "", ""},
	{"E502", one, "report one.json two.json -o r.html", "", ""},
	{"E503", one, "report one.json sweep.json -o r.html", "", ""},
	{"E504", one, "report one.json --redact prices -o plan.xlsx", "", ""},

	{"W210", top + "fleets:\n  a: {count: 3, needs: 2, failures: {law: weibull, shape: 1.4, mean: 1 y}, repair: 40 h}\n", "compare --trials 100 --method simulate", "", ""},
	{"W211", top + "fleets:\n  a: {count: 4, needs: 1, failures: {law: weibull, shape: 1.4, mean: 9 y}, repair: 40 h}\n", "compare --trials 100 --method simulate", "", ""},
	{"W212", top + "fleets:\n  a: {count: 4, hardware: {failures: {mttf: 9 y}, repair: 3 h}}\n", "compare --trials 20", "", ""},
	{"W213", web + "throughput: 500 req/s}\n  b: {count: 1, failures: never, throughput: 200 req/s}\n", "compare --trials 20", "", ""},
	{"W230", one + "assertions: [{that: mean(a.availability) >= 99.99 %, severity: warn}]\n", "check", "", ""},
	{"W265", web + "throughput: 50 req/s, failure_domains: {room: {count: 1, failures: {mttf: 9 y}, repair: 3 h}}}\n", "compare --same-load --trials 20", "", ""},
	{"W266", top + "workloads: {w: {peak: 100 req/s}}\nsites: {hall: {limit: {power: 4 kW}}}\nfleets:\n  a: {site: hall, count: 20, failures: never, hardware: {power: {max: 300 W}}, throughput: 10 req/s}\n", "compare --trials 20", "", ""},
	{"W267", fifty + "fleets:\n  a: {count: 14, failures: never, throughput: 100 req/s, grow: {when: headroom < 20 %, step: 4, lead_time: 8 w, max: 20}}\n", "compare --trials 20", "", ""},
	{"W268", fifty + "sites: {hall: {limit: {power: 90 kW}}}\nfleets:\n  a: {site: hall, count: 14, failures: never, failure_domains: {rack: {count: 2, failures: never, repair: 3 h}}, hardware: {size: 7 U, power: {max: 300 W}}, throughput: 100 req/s, grow: {when: headroom < 20 %, step: 4, lead_time: 8 w, max: 80}}\n", "compare --trials 20", "", ""},
	{"W272", web + "service: {time: 20 ms}}\n", "compare --trials 20", "", ""},
	{"W273", web + "service: {time: 9 ms, queue: 4}}\n", "compare --trials 20", "", ""},
	{"W274", web + "throughput: 200 req/s, service: {time: 4 ms, timeout: 100 ms, retries: 3}}\n", "compare --trials 20", "", ""},
	{"W275", web + "throughput: 900 req/s, service: {time: 2 ms, workers: 2, fan_out: 4}}\n", "compare --trials 20", "", ""},
	{"W276", strings.Replace(web, "peak: 100 req/s", "peak: 100 req/s, slo: {latency: {p99: 20 ms}}", 1) + "throughput: 900 req/s, service: {time: 9 ms}}\n", "compare --trials 20", "", ""},
	{"W282", strings.Replace(web, "100", "160", 1) + "throughput: 20 req/s, overload: {policy: collapse, left: 10 %, recovery: 20 min}}\n", "compare --trials 20", "", ""},
	{"W380", top + "workloads: {w: {peak: 3 tps, slo: {wrong_results: 1e-9/request}}}\nfleets:\n  a: {count: 3, needs: 2, throughput: 9 tps, corruption: {rate: 1e-6/calculation}, " + units + "}\n", "compare --trials 20", "", ""},
	{"W398", top + "workloads: {w: {peak: 3 tps, slo: {data_loss: 1e-9/year}}}\nfleets:\n  a: {count: 6, groups: {size: 2, needs: 1}, throughput: 9 tps, destroys: 90 %, " + units + "}\n", "compare --trials 20", "", ""},
	{"W450", strings.Replace(one, "fleets:", "horizon: 4 years\nfleets:", 1), "diff --set horizon=3\\ years --trials 50", "", ""},
	{"W480", one + "observed: [{fleet: a, metric: failures, value: 90, over: 1 y}]\n", "compare --trials 2000", "", ""},

	{"W240", "hours,failed\n100,1\n5000,0\n5000,0\n", "fit failures log.csv", "", "log.csv"},
	{"W241", "hours,failed\n100,1\n5000,0\n5000,0\n", "fit failures log.csv", "", "log.csv"},
	{"W242", early(), "fit failures log.csv", "", "log.csv"},
	{"W243", early(), "fit failures log.csv", "", "log.csv"},
	{"W244", twice(), "fit failures log.csv", "", "log.csv"},
	{"W245", "installed,failed\n2019-01-01,2019-06-01\n2020-01-01,2021-01-01\n2020-03-01,2021-04-01\n2020-02-01,\n", "fit failures log.csv --observed-from 2020-01-01 --observed-until 2022-01-01", "", "log.csv"},
	{"W246", "N,X\n1,20\n4,78\n8,130\n12,170\n16,190\n20,200\n24,210\n28,230\n32,260\n48,280\n64,310\n", "fit throughput test.csv", "", "test.csv"},
	{"W247", "N,X\n1,100\n2,198\n4,388\n6,570\n8,744\n10,910\n12,1068\n", "fit throughput test.csv", "", "test.csv"},
	{"W248", "N,X\n1,100\n2,190\n4,330\n8,450\n", "fit throughput test.csv", "", "test.csv"},
	{"W249", load(14, 14, -1), "fit traffic load.csv", "", "load.csv"},
	{"W340", load(140, 14, -1), "fit traffic load.csv", "", "load.csv"},
	{"W341", load(70, 14, 40), "fit traffic load.csv", "", "load.csv"},
	{"W342", load(70, 4, -1), "fit traffic load.csv", "", "load.csv"},
	{"W343", load(70, 14, -1), "fit traffic load.csv --start 2029-01-01", "", "load.csv"},
}

// before are the commands that make what others read.
var before = map[string][]string{
	"E530": {"shard --trials 50 --index 0 --of 2 -o 0.shard"},
	"E532": {"shard --trials 50 --index 0 --of 2 -o 0.shard", "shard --trials 50 --index 1 --of 2 --seed 7 -o 1.shard"},
	"E533": {"shard --trials 50 --index 0 --of 2 -o 0.shard"},
	"E534": {"shard --trials 50 --index 0 --of 2 -o 0.shard"},
	"E501": {"sweep --vary a.count=3,4 --trials 20 -o sweep.json"},
	"E504": {"compare --trials 20 -o one.json"},
	"E502": {"compare --trials 20 -o one.json", "compare --trials 20 --seed 2 -o two.json"},
	"E503": {"compare other.yaml --trials 20 -o one.json", "sweep --vary a.count=3,4 --trials 20 -o sweep.json"},
}

// early is a log in which 12 of 2,000 fail within half a year.
func early() string {
	b := strings.Builder{}
	b.WriteString("hours,failed\n")
	for i := range 12 {
		fmt.Fprintf(&b, "%d,1\n", 30*(i+1)*(i+1))
	}
	b.WriteString(strings.Repeat("8760,0\n", 1988))
	return b.String()
}

// twice is a log with two ages at which things fail, which no one law has.
func twice() string {
	b := strings.Builder{}
	b.WriteString("hours,failed\n")
	for i := range 60 {
		fmt.Fprintf(&b, "%d,1\n%d,1\n", 100+i%7, 9000+i%11)
	}
	return b.String()
}

// load is a measured load of so many days, with noise, highest at an hour and three times
// as high on one day.
func load(days, high, sale int) string {
	b := strings.Builder{}
	b.WriteString("time,rps\n")
	r := rand.New(rand.NewPCG(7, 7))
	day := 1.0
	for h := range 24 * days {
		if h%24 == 0 {
			day = 1 + 0.1*r.NormFloat64()
			if h/24 == sale {
				day = 3
			}
		}
		x := day * (1000 + 600*math.Cos(2*math.Pi*float64(h%24-high)/24))
		at := time.Date(2027, 1, 4, h, 0, 0, 0, time.UTC)
		fmt.Fprintf(&b, "%s,%.0f\n", at.Format("2006-01-02T15:04"), x*(1+0.01*r.NormFloat64()))
	}
	return b.String()
}

// TestShownByCommands holds the examples of `explain` to what the program says on
// standard error and as data, and that their status is that of wrong
// input, or of an answer that is not known in time.
func TestShownByCommands(t *testing.T) {
	var b strings.Builder
	for _, m := range commands {
		t.Run(m.code, func(t *testing.T) {
			text := m.meet(t)
			fmt.Fprintf(&b, "-- %s --\n%s\n\n", m.code, strings.TrimSpace(text))
		})
	}
	const path = "../../fleets/shown/command.txt"
	got := strings.TrimSuffix(b.String(), "\n")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not what the commands say: see what -update changes", path)
	}
}

// TestEveryCodeIsShown: whatever is explained is provoked by a test, in its example.
func TestEveryCodeIsShown(t *testing.T) {
	for _, c := range fleets.Codes {
		example := c.Example()
		if word := map[byte]string{'E': "error[", 'W': "warning["}[c.Code[0]]; !strings.Contains(example, word+c.Code+"]") {
			t.Errorf("nothing provokes %s: give it a row in fleets/shown_test.go, if reading meets it, or in this file, and run both tests with -update", c.Code)
		}
	}
}

// forged is a shard whose trials were taken with another seed than it says.
func forged() string {
	read := func(string) ([]byte, error) { return []byte(one), nil }
	s, err := capplan.Load("capplan.yaml", capplan.LoadOptions{ReadFile: read})
	if err != nil {
		panic(err)
	}
	o := capplan.Options{Trials: 20, Seed: 2}
	portions, err := capplan.Take(context.Background(), s, o, 0, 20)
	if err != nil {
		panic(err)
	}
	o.Seed = 1
	text, err := (&capplan.Slice{Job: s.Job(o), Of: 1, Portions: portions}).Encode()
	if err != nil {
		panic(err)
	}
	return string(text)
}

// meet runs the command in an empty directory, and returns what is shown of it.
func (m met) meet(t *testing.T) string {
	t.Chdir(t.TempDir())
	name := m.as
	if name == "" || name == "git" {
		name = "capplan.yaml"
	}
	write(t, "capplan.yaml", one)
	write(t, "other.yaml", two)
	write(t, name, m.file)
	env := []string{"SOURCE_DATE_EPOCH=1795651200", "HOME=" + t.TempDir(), "GIT_CEILING_DIRECTORIES=/"}
	if m.as == "git" {
		for _, args := range []string{"init -q -b main", "add .", "-c user.name=a -c user.email=a@example.org commit -q -m one"} {
			if out, err := exec.Command("git", strings.Fields(args)...).CombinedOutput(); err != nil {
				t.Skipf("git %s: %v %s", args, err, out)
			}
		}
		write(t, "new.yaml", m.file)
	}
	if k, v, ok := strings.Cut(m.env, "="); ok {
		t.Setenv(k, v)
		env = append(env, m.env)
	}
	for _, args := range before[m.code] {
		if status, _, stderr := call(t, env, strings.Fields(args)...); status != 0 {
			t.Fatalf("%s: status %d, %s", args, status, stderr)
		}
	}
	args := strings.Fields(strings.ReplaceAll(m.args, "\\ ", "\x00"))
	for i, a := range args {
		args[i] = strings.ReplaceAll(a, "\x00", " ")
	}
	shown := "$ capplan " + strings.ReplaceAll(m.args, "horizon=3\\ years", "'horizon=3 years'") + "\n"
	if m.env != "" {
		shown = "$ " + m.env + " capplan " + m.args + "\n"
	}
	if m.code[0] == 'E' {
		return shown + m.refused(t, env, args)
	}
	return strings.TrimPrefix(short(m.file), top) + shown + m.warned(t, env, args)
}

// took is the estimate of time in E438.
var took = regexp.MustCompile(`about [0-9.]+ [a-z]+`)

// refused returns the error of the command, and holds it to the same as data.
func (m met) refused(t *testing.T, env, args []string) string {
	status, _, stderr := call(t, env, args...)
	want := statusInput
	if m.code == noTime {
		want = statusUnsure
	}
	if status != want || !strings.Contains(stderr, "error["+m.code+"]: ") {
		t.Fatalf("status %d, %s", status, stderr)
	}
	stderr = took.ReplaceAllString(stderr, "about 2 hours") // it is measured
	if !strings.Contains(m.args, "-f ") {                   // with a wrong format errors are words
		_, stdout, _ := call(t, append(env, "CAPPLAN_FORMAT=json"), args...)
		var data struct {
			Schema string
			Errors []fleets.Diagnostic
		}
		if err := json.Unmarshal([]byte(stdout), &data); err != nil || data.Schema != "capplan/errors/v1" || len(data.Errors) == 0 || data.Errors[0].Code != m.code || !strings.Contains(stderr, took.ReplaceAllString(data.Errors[0].Message, "about 2 hours")) {
			t.Errorf("as data: %v\n%s", err, stdout)
		}
	}
	return stderr
}

// warned returns the warning of the command.
func (m met) warned(t *testing.T, env, args []string) string {
	_, stdout, stderr := call(t, env, args...)
	if !strings.Contains(stdout, "warning["+m.code+"]: ") {
		t.Fatalf("no warning:\n%s\n%s", stdout, stderr)
	}
	_, stdout, _ = call(t, append(env, "CAPPLAN_FORMAT=json"), args...)
	var data struct {
		Warnings []struct{ Code, Text string }
	}
	if err := json.Unmarshal([]byte(stdout), &data); err != nil {
		t.Fatal(err)
	}
	for _, w := range data.Warnings {
		if w.Code == m.code {
			return "warning[" + m.code + "]: " + w.Text
		}
	}
	t.Fatalf("not as data:\n%s", stdout)
	return ""
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// short is a file of which the first lines are enough to see what it holds.
func short(text string) string {
	lines := strings.SplitAfter(text, "\n")
	if len(lines) <= 12 {
		return text
	}
	return strings.Join(lines[:4], "") + "…\n"
}
