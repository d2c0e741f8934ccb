package capplan_test

import (
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/capplan/capplan"
)

var measure = flag.Bool("measure", false, "measure anew what docs/scale.md says of shards and merges (minutes)")

// A cut is a run in so many shards: what the files hold in B, and what the merge takes of
// one core in s.
type cut struct {
	name           string
	trials, shards int
	size           float64
	merge          float64
}

// A pace is what one core does of testdata/shop.yaml: s for a trial, for a shard beside its
// trials, and for all shards of checkTrials trials in ten and a hundred.
type pace struct {
	trial, start float64
	taking       [2]float64
}

const checkTrials = 3200

var checkShards = [2]int{10, 100}

// plainFleets is a scenario of so many fleets whose trials are cheap.
func plainFleets(n int) string {
	s := "version: 1\ncurrency: USD\nfleets:\n"
	for i := range n {
		s += fmt.Sprintf("  f%d: {count: %d, needs: 38, hardware: {price: 9k USD (8k..12k)}, failures: {mttf: 300 d (200..400)}, repair: 10 h}\n", i, 40+i)
	}
	return s
}

const (
	figuresBegin = "<!-- measured by go test . -run ScaleFigures -timeout 60m -args -measure -->\n"
	figuresEnd   = "<!-- to here -->\n"
)

// TestScaleFigures: what docs/scale.md calculates follows from what it measured, and the
// linear cost of shards and merges is what was measured, to a quarter.
func TestScaleFigures(t *testing.T) {
	page, _ := scalePage(t)
	before, rest, ok := strings.Cut(page, figuresBegin)
	old, after, ok2 := strings.Cut(rest, figuresEnd)
	if !ok || !ok2 {
		t.Fatal("docs/scale.md has no measured figures")
	}
	var p pace
	var cuts []cut
	if *measure {
		p, cuts = measured(t)
		old = figures(p, cuts) // rounded as the page shows it
	}
	p, cuts = readFigures(t, old)
	text := figures(p, cuts)
	if *measure || *update {
		if err := os.WriteFile("docs/scale.md", []byte(before+figuresBegin+text+figuresEnd+after), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if text != old && !*measure && !*update {
		t.Errorf("the calculated figures do not follow from the measured ones\n%s", firstDifference(old, text))
	}
	if len(cuts) != 2*cutsEach+summedCuts {
		t.Fatalf("%d cuts", len(cuts))
	}
	near := func(mid cut, want float64) {
		if math.Abs(want-mid.merge) > 0.25*mid.merge {
			t.Errorf("%s: a merge of %d shards took %v s, the line says %v", mid.name, mid.shards, mid.merge, want)
		}
	}
	for i := 0; i < 2*cutsEach; i += cutsEach {
		near(cuts[i+2], lineOf(cuts[i:]).at(cuts[i+2].trials, cuts[i+2].shards))
	}
	near(cuts[2*cutsEach+1], summedLine(cuts[2*cutsEach:]).at(0, cuts[2*cutsEach+1].shards))
	for i, n := range checkShards {
		if want := p.all(n); math.Abs(want-p.taking[i]) > 0.25*p.taking[i] {
			t.Errorf("%d shards took %v s, the line says %v", n, p.taking[i], want)
		}
	}
}

// all is what a core takes for all shards of checkTrials.
func (p pace) all(shards int) float64 { return p.start*float64(shards) + p.trial*checkTrials }

// A line is what a merge takes: of itself, of each shard and of each trial.
type line struct{ fixed, shard, trial float64 }

// lineOf is through three of the cuts of a scenario: fewer trials, all in a hundred shards,
// and all in a thousand; the third is its check.
func lineOf(cuts []cut) (l line) {
	less, few, many := cuts[0], cuts[1], cuts[3]
	l.shard = (many.merge - few.merge) / float64(many.shards-few.shards)
	l.trial = (few.merge - less.merge) / float64(few.trials-less.trials)
	l.fixed = max(0, less.merge-l.shard*float64(less.shards)-l.trial*float64(less.trials))
	return l
}

func (l line) at(trials, shards int) float64 {
	return l.fixed + l.shard*float64(shards) + l.trial*float64(trials)
}

// summedLine is through the first and the last cut of a run that is summed up, whose merge
// does not depend on its trials.
func summedLine(cuts []cut) (l line) {
	few, many := cuts[0], cuts[summedCuts-1]
	l.shard = (many.merge - few.merge) / float64(many.shards-few.shards)
	l.fixed = few.merge - l.shard*float64(few.shards)
	return l
}

const (
	cutsEach   = 4
	summedCuts = 3
	part       = 4096 // trials that a run of more than decide.MostKept is cut by
)

// figures is the part of the page; all of its second half follows from its first.
func figures(p pace, cuts []cut) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Times are those of one core. A trial of testdata/shop.yaml takes t = %s, a shard f = %s beside its trials: the process starts, reads and writes. ", seconds(p.trial), seconds(p.start))
	fmt.Fprintf(&b, "By both, all shards of %d trials take %s in %d and %s in %d; %s and %s were measured.\n\n",
		checkTrials, seconds(p.all(checkShards[0])), checkShards[0], seconds(p.all(checkShards[1])), checkShards[1], seconds(p.taking[0]), seconds(p.taking[1]))
	b.WriteString("| scenario | trials | shards | size of all | of each | merge |\n|---|--:|--:|--:|--:|--:|\n")
	for _, c := range cuts {
		fmt.Fprintf(&b, "| %s | %d | %d | %s | %s | %s |\n", c.name, c.trials, c.shards, fileSize(c.size), fileSize(c.size/float64(c.shards)), seconds(c.merge))
	}
	b.WriteString("\nA merge of n shards and N trials takes m₀ + m₁ n + m₂ N, through the first, second and last row of a scenario:\n\n| scenario | m₀ | m₁ | m₂ | the third row by it |\n|---|--:|--:|--:|--:|\n")
	for i := 0; i < 2*cutsEach; i += cutsEach {
		l, mid := lineOf(cuts[i:]), cuts[i+2]
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", mid.name, seconds(l.fixed), seconds(l.shard), seconds(l.trial), seconds(l.at(mid.trials, mid.shards)))
	}
	faster := func(taking, merge func(cores int) float64) (one float64) {
		b.WriteString("\n\n| cores | taking | merge | T | times as fast | of each core used |\n|--:|--:|--:|--:|--:|--:|\n")
		one = taking(1) + merge(1)
		for _, c := range []int{1, 10, 100, 1000, 10000} {
			all := taking(c) + merge(c)
			fmt.Fprintf(&b, "| %d | %s | %s | %s | %s | %s %% |\n", c, seconds(taking(c)), seconds(merge(c)), seconds(all), digits(one/all), digits(100*one/all/float64(c)))
		}
		return one
	}
	const trials = 48_000
	l := lineOf(cuts)
	b.WriteString("\nSo c cores with a shard each answer N trials in T = f + t N ÷ c + m₀ + m₁ c + m₂ N. For 48,000 trials of shop.yaml:")
	taking := func(cores int) float64 { return p.start + p.trial*trials/float64(cores) }
	one := faster(taking, func(cores int) float64 { return l.at(trials, cores) })
	most := int(math.Sqrt(p.trial * trials / l.shard))
	serial := p.start + l.at(trials, 0)
	fmt.Fprintf(&b, "\nIt is fastest with √(t N ÷ m₁) = %s cores, in %s; more are slower, as each brings a shard to merge. By Amdahl's law the %s of f + m₀ + m₂ N, which no core takes away, allow at most %s times as fast. A trial that takes ten times as long moves the fastest to √10 times as many cores.\n",
		digits(float64(most)), seconds(taking(most)+l.at(trials, most)), seconds(serial), digits(one/serial))

	const many = 10_000_000
	parts := float64((many + part - 1) / part)
	sum := summedLine(cuts[2*cutsEach:])
	fmt.Fprintf(&b, "\nMore than 50,000 trials are summed up. Their merge does not grow with them, but takes the first 4,096 again, in m₀ = %s, and m₁ = %s for each shard (%s for %d by it). A shard is whole parts of 4,096 trials: ten million are %s parts, and no more cores than that have work. For ten million trials of shop.yaml, T = f + 4096 t ⌈%s ÷ c⌉ + m₀ + m₁ min(c, %s):",
		seconds(sum.fixed), seconds(sum.shard), seconds(sum.at(0, cuts[2*cutsEach+1].shards)), cuts[2*cutsEach+1].shards, digits0(parts), digits0(parts), digits0(parts))
	faster(
		func(cores int) float64 { return p.start + p.trial*part*math.Ceil(parts/float64(cores)) },
		func(cores int) float64 { return sum.at(0, min(cores, int(parts))) },
	)
	return b.String()
}

// digits0 writes a whole number.
func digits0(x float64) string { return strconv.FormatFloat(x, 'f', 0, 64) }

// digits writes three significant ones, of large numbers all before the point.
func digits(x float64) string {
	if x >= 999.5 {
		scale := math.Pow(10, math.Floor(math.Log10(x))-2)
		return strconv.FormatFloat(math.Round(x/scale)*scale, 'f', 0, 64)
	}
	return strconv.FormatFloat(x, 'g', 3, 64)
}

var secondsUnits = []struct {
	name string
	of   float64
}{{"µs", 1e-6}, {"ms", 1e-3}, {"s", 1}}

func seconds(x float64) string {
	for _, u := range secondsUnits {
		if text := digits(x / u.of); u.name == "s" || x < 0.9995*1000*u.of {
			return text + " " + u.name
		}
	}
	panic("unreachable")
}

func fileSize(x float64) string {
	for _, u := range []struct {
		name string
		of   float64
	}{{"B", 1}, {"kB", 1e3}} {
		if x < 0.9995*1000*u.of {
			return digits(x/u.of) + " " + u.name
		}
	}
	return digits(x/1e6) + " MB"
}

// readFigures reads what figures wrote.
func readFigures(t *testing.T, text string) (p pace, cuts []cut) {
	t.Helper()
	units := map[string]float64{"B": 1, "kB": 1e3, "MB": 1e6}
	for _, u := range secondsUnits {
		units[u.name] = u.of
	}
	number := func(s string) float64 {
		value, unit, _ := strings.Cut(s, " ")
		x, err := strconv.ParseFloat(value, 64)
		if err != nil || unit != "" && units[unit] == 0 {
			t.Fatalf("%q is no figure", s)
		}
		if unit != "" {
			x *= units[unit]
		}
		return x
	}
	m := regexp.MustCompile(`t = (\S+ \S+), a shard f = (\S+ \S+) .*; (\S+ \S+) and (\S+ \S+) were measured`).FindStringSubmatch(text)
	if m == nil {
		t.Fatalf("no pace in %q", text)
	}
	p = pace{number(m[1]), number(m[2]), [2]float64{number(m[3]), number(m[4])}}
	table, _, _ := strings.Cut(text, "\nA merge of ")
	for _, row := range strings.Split(table, "\n") {
		if f := strings.Split(strings.Trim(row, "| "), " | "); len(f) == 6 && f[1] != "trials" && !strings.HasPrefix(f[0], "--") {
			cuts = append(cuts, cut{f[0], int(number(f[1])), int(number(f[2])), number(f[3]), number(f[5])})
		}
	}
	return p, cuts
}

// measured takes the figures on this machine, in processor time, which other work hardly
// changes.
func measured(t *testing.T) (p pace, cuts []cut) {
	t.Helper()
	bin := build(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "capplan.yaml")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	run := func(args ...string) float64 {
		t.Helper()
		cmd := exec.Command(bin, append(args, "--jobs", "1")...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
		return (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
	}
	least := func(times int, what func(int) float64) float64 {
		out := math.Inf(1)
		for i := range times {
			out = min(out, what(i))
		}
		return out
	}
	shard := func(i, n int) float64 {
		return run("shard", "--index", strconv.Itoa(i), "--of", strconv.Itoa(n), "-o", "a.shard")
	}

	text, err := os.ReadFile("testdata/shop.yaml")
	if err != nil {
		t.Fatal(err)
	}
	write(regexp.MustCompile(`trials: \d+`).ReplaceAllString(string(text), fmt.Sprint("trials: ", checkTrials)))
	p.start = least(9, func(i int) float64 { return shard(i, checkTrials) })
	p.trial = least(3, func(i int) float64 { return (shard(i, 4) - p.start) / (checkTrials/4 - 1) })
	for i, n := range checkShards {
		for j := range n {
			p.taking[i] += shard(j, n)
		}
	}
	t.Logf("%+v", p)

	merges := func(name, text string, trials, shards []int) {
		t.Helper()
		write(text)
		s, err := capplan.Load(file, capplan.LoadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for k, n := range shards {
			job := s.Job(capplan.Options{Trials: trials[k]})
			c := cut{name: name, trials: job.Trials, shards: n}
			args := []string{"merge", "-f", "json"}
			for i := range n {
				from, to := capplan.ShardRange(job.Trials, i, n)
				portions, err := capplan.Take(t.Context(), s, job.Options(), from, to)
				if err != nil {
					t.Fatal(err)
				}
				data, err := (&capplan.Slice{Job: job, Index: i, Of: n, Portions: portions}).Encode()
				if err != nil {
					t.Fatal(err)
				}
				args = append(args, fmt.Sprint(i, ".shard"))
				if err := os.WriteFile(filepath.Join(dir, args[len(args)-1]), data, 0o666); err != nil {
					t.Fatal(err)
				}
				c.size += float64(len(data))
			}
			c.merge = least(2, func(int) float64 { return run(args...) })
			cuts = append(cuts, c)
			t.Logf("%+v", c)
		}
	}
	seldom := strings.Replace(string(text), "mttf: 8000 h (5000..12k)", "mttf: 800k h (500k..1200k)", 1)
	trials, shards := []int{24_000, 48_000, 48_000, 48_000}, []int{100, 100, 300, 1000}
	merges("shop.yaml, 2 fleets with a load", seldom, trials, shards) // quicker to take, as long to merge
	merges("1 plain fleet", plainFleets(1), trials, shards)
	merges("shop.yaml, summed up", string(text), []int{15 * part, 15 * part, 15 * part}, []int{3, 5, 15})
	return p, cuts
}
