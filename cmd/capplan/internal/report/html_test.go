package report

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/capplan/capplan"
)

// resultOf answers a scenario and reads the answer back, as a saved result is.
func resultOf(t testing.TB, path, text string, trials int) *capplan.Result {
	t.Helper()
	o := capplan.LoadOptions{}
	if text != "" {
		o.ReadFile = func(string) ([]byte, error) { return []byte(text), nil }
	}
	s, err := capplan.Load(path, o)
	if err != nil {
		t.Fatal(err)
	}
	r, err := capplan.Compare(context.Background(), s, capplan.Options{Trials: trials})
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	if r, err = capplan.ParseResult(path, data); err != nil {
		t.Fatal(err)
	}
	return r
}

var saved *capplan.Result

// taobao is the answer of the largest example, found once.
func taobao(t testing.TB) *capplan.Result {
	t.Helper()
	if saved == nil {
		saved = resultOf(t, "../../../../examples/taobao/capplan.yaml", "", 100)
	}
	return saved
}

func paged(t testing.TB, r *capplan.Result, format string) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, r, format, Options{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// large is a scenario of 12 fleets and 5 plans under two loads.
func large() string {
	var b strings.Builder
	b.WriteString(`version: 1
name: large
currency: USD
horizon: {start: 2027-01, years: 5}
workloads:
  shop: {peak: 9k req/s (7k..12k), growth: 30 %/year (10 %..60 %), value: 0.001 USD/request, slo: {availability: 99.95 %}}
  pay: {peak: 900 req/s (700..1200), growth: 20 %/year, slo: {availability: 99.99 %}}
fleets:
`)
	for i := range 12 {
		fmt.Fprintf(&b, "  fleet-%02d: {failure_domains: {rack: {count: 5, failures: {mttf: 8 y (4..20)}, repair: 4 h (2..12)}}, pools: {web: {count: %d, needs: %d, spread: {rack: 5}, throughput: 600 req/s (500..700), hardware: {price: %d USD (%d..%d), support: 8 %%/year (5 %%..12 %%), failures: {afr: 5 %% (3 %%..9 %%)}, repair: 8 h (4..24)}}}}\n",
			i+1, 40+i, 36, 9100+300*i, 8000+300*i, 12000+300*i)
	}
	b.WriteString("plans:\n")
	for i := range 5 {
		fmt.Fprintf(&b, "  move-%d: [{from: 2027-01, run: {fleet-01: 100 %%}}, {from: 2027-%02d, run: {fleet-01: 50 %%, fleet-%02d: 50 %%}, one_off: 90k USD (60k..150k)}, {from: 2028-%02d, run: {fleet-%02d: 100 %%}}]\n", i+1, 6+i, i+2, 2+i, i+2)
	}
	return b.String()
}

// TestHTMLIsSmall bounds the page of the largest example and of a large scenario.
func TestHTMLIsSmall(t *testing.T) {
	for _, c := range []struct {
		name string
		r    *capplan.Result
		most int
	}{
		{"taobao", taobao(t), 1500e3},
		{"12 fleets and 5 plans", resultOf(t, "large.yaml", large(), 20), 2000e3},
	} {
		text := paged(t, c.r, "html")
		t.Logf("%s: %d bytes", c.name, len(text))
		if len(text) > c.most {
			t.Errorf("the page of %s has %d bytes, at most %d are agreed", c.name, len(text), c.most)
		}
		for n := range c.r.Fleets {
			if !strings.Contains(text, n) {
				t.Errorf("%s is not on the page of %s", n, c.name)
			}
		}
		if again := paged(t, c.r, "html"); again != text {
			t.Errorf("the page of %s has other bytes", c.name)
		}
	}
}

// TestHTMLHasEverything: what the screen says of the verdict, its reasons, figures,
// promises and warnings stands on the page, and every assumption with its origin.
func TestHTMLHasEverything(t *testing.T) {
	r := taobao(t)
	text := readable(paged(t, r, "html"))
	has := func(what string) {
		t.Helper()
		if what = strings.Join(strings.Fields(what), " "); !strings.Contains(text, what) {
			t.Errorf("the page does not say %q", what)
		}
	}
	has(r.Answer.Verdict.Text)
	for _, s := range r.Answer.Why {
		has(s.Text)
	}
	s := &sheet{r: r, names: names(r)}
	rows := 0
	for _, sec := range s.sections() {
		for _, l := range sec.rows {
			rows++
			for _, c := range l.cells {
				has(c.text)
			}
		}
	}
	if rows < 40 {
		t.Errorf("only %d rows", rows)
	}
	for i := range r.Assertions {
		has(r.Assertions[i].That)
	}
	for _, w := range r.Warnings {
		has(warningText(w))
	}
	for i := range r.Assumption {
		a := &r.Assumption[i]
		has(a.Path)
		has(a.Value)
		has(from(&capplan.Assumption{Entry: a.Entry, File: a.File, Line: a.Line}))
		has(a.Source)
	}
	if len(r.Reversals) != 3 || len(r.LeftOut) < 4 {
		t.Errorf("%d inputs that could reverse it, %d things left out", len(r.Reversals), len(r.LeftOut))
	}
	for i := range r.Reversals {
		has(turnsAt(&r.Reversals[i]))
	}
	for i := range r.LeftOut {
		has(r.LeftOut[i].What)
	}
	for _, in := range r.Inputs {
		has(in.SHA256)
	}
	has(r.Catalog.SHA256)
	has("seed")
}

var marks = regexp.MustCompile(`(?s)<script>.*?</script>|<style>.*?</style>|<wbr>|<[^>]*>`)

// readable is the text of a page as it is read, blanks made one.
func readable(text string) string {
	text = marks.ReplaceAllStringFunc(text, func(tag string) string {
		if tag == "<wbr>" {
			return ""
		}
		return " "
	})
	text = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&#39;", "'", "&#34;", `"`, "&#43;", "+", "&amp;", "&").Replace(text)
	return strings.Join(strings.FieldsFunc(text, unicode.IsSpace), " ")
}

const confidential = `version: 1
name: terms at 61.37k USD
description: offered at 7,919.31 USD a piece
currency: USD
horizon: {start: 2027-01, years: 3}
finance: {salary: 131.7k USD/year}
sites: {hall: {rental: 5417 USD/server/year (4931..6029), network: 27.13k USD/year}}
workloads: {w: {peak: 800 req/s (700..900), value: 0.0173 USD/request, slo: {availability: 99.9 %}}}
fleets:
  small:
    {count: 7, needs: 5, throughput: 200 req/s, hardware: {price: {value: 9173.7 USD (8017..12043), discount: 31.31 % (17.3 %..43.7 %), trend: -7.77 %/year}, support: 7.31 %/year (5.13 %..19.7 %), failures: {mttf: 3 y}, repair: 8 h}}
  big:
    {site: hall, count: 2, needs: 1, throughput: 900 req/s, hardware: {failures: {mttf: 20 y}, repair: 8 h}, staff: [{role: dba, heads: 1.5, salary: 97.3k USD/year}], engineering: {one_off: 83.9k USD (61.1k..127.7k)}}
assertions:
  - that: mean(small.cost.pv) <= 613.7k USD
  - that: mean(small.cost.pv) <= 97 % of big
observed:
  - {that: small.cost.pv, value: 71.93k USD}
`

// TestRedacted: of no amount and no secret input any digits are left, however they are
// rounded, in any format; but what is no money stays.
func TestRedacted(t *testing.T) {
	text := strings.Split(confidential, "observed:")[0]
	r := resultOf(t, "terms.yaml", text, 400)
	r.Command = "capplan compare terms.yaml --set 'small.hardware.price=9173.7 USD' --set small.hardware.discount=31.31%"
	red, err := r.RedactPrices()
	if err != nil {
		t.Fatal(err)
	}
	secret, open := tokensOf(t, r)
	if len(secret) < 2000 {
		t.Fatalf("only %d tokens are secret", len(secret))
	}
	// What a number of three digits or more in the page could be read as.
	number := regexp.MustCompile(`\d[\d,]*(\.\d+)?(e[-+]?\d+)?[kMGT]?`)
	for _, format := range []string{"html", "table", "markdown", "json", "csv"} {
		out := paged(t, red, format)
		if format == "html" {
			out = regexp.MustCompile(`(?s)<script>.*?</script>|<style>.*?</style>|<pre>.*?</pre>|<meta[^>]*>`).ReplaceAllString(out, "")
			if !strings.Contains(out, "taken out of this copy") {
				t.Error("the page does not say that it is redacted")
			}
		}
		if !strings.Contains(out, capplan.Redacted) && format != "csv" {
			t.Errorf("%s: no word stands for what is taken out", format)
		}
		found := 0
		for _, token := range number.FindAllString(out, -1) {
			if secret[token] && !open[token] {
				if found++; found < 5 {
					at := strings.Index(out, token)
					t.Errorf("%s: %s is left: %s", format, token, out[max(0, at-60):min(len(out), at+20)])
				}
			}
		}
		for _, part := range []string{"9173.7", "8017", "31.31", "7.31", "19.7", "7.77", "131.7", "5417", "27.13", "0.0173", "97.3k", "83.9", "613.7", "61.37", "7,919", "7919"} {
			if at := regexp.MustCompile(`(^|[^\d.])` + regexp.QuoteMeta(part) + `($|\D)`).FindStringIndex(out); at != nil {
				t.Errorf("%s: %s is left: %s", format, part, out[max(0, at[0]-60):min(len(out), at[0]+20)])
			}
		}
		if format == "csv" || format == "json" {
			continue
		}
		for _, kept := range []string{"cheaper in", "97 % of big"} {
			if !strings.Contains(strings.ReplaceAll(readable(out), hard, " "), kept) {
				t.Errorf("%s: %q is gone too", format, kept)
			}
		}
	}
	if again, err := red.RedactPrices(); err != nil || paged(t, again, "json") != paged(t, red, "json") {
		t.Error("redacting twice is another result", err)
	}
	if a, b := r.Fleets["small"].Metrics["downtime"], red.Fleets["small"].Metrics["downtime"]; *a.Mean != *b.Mean {
		t.Error("figures that are no money change")
	}
}

// tokensOf are the ways in which numbers of three digits or more of a result may be
// written: those of money, and all others.
func tokensOf(t *testing.T, r *capplan.Result) (secret, open map[string]bool) {
	t.Helper()
	secret, open = map[string]bool{}, map[string]bool{}
	add := func(set map[string]bool, x float64) {
		if x = math.Abs(x); x < 1e-9 {
			return
		}
		for n := 3; n <= 12; n++ {
			scale, suffix := suffixOf(x)
			for _, s := range []string{significant(x, n), significant(x/scale, n) + suffix, data(x)} {
				if digits := len(strings.TrimLeft(strings.NewReplacer(".", "", ",", "").Replace(s), "0")); digits >= 4 || suffix != "" && digits >= 3 {
					set[s] = true
				}
			}
		}
	}
	var walk func(v any, money bool)
	walk = func(v any, money bool) {
		set := open
		if money {
			set = secret
		}
		switch v := v.(type) {
		case float64:
			add(set, v)
		case []any:
			for _, x := range v {
				walk(x, money)
			}
		case map[string]any:
			unit, _ := v["unit"].(string)
			inside := money || strings.HasPrefix(unit, "USD")
			for k, x := range v {
				part := inside || k == "costs" || k == "cost_steps" || k == "cash_sums" || k == "charges" || k == "bill"
				if k == "share" || k == "r_squared" || k == "inputs_share" || k == "level" || k == "months" || k == "year" {
					part = false
				}
				walk(x, part)
			}
		}
	}
	raw, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var all any
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	delete(all.(map[string]any), "answer")
	walk(all, false)
	return secret, open
}

func BenchmarkHTML(b *testing.B) {
	r := taobao(b)
	b.ReportAllocs()
	for b.Loop() {
		if err := Write(io.Discard, r, "html", Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
