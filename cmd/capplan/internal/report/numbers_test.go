package report

import (
	"encoding/json"
	"math"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

// An origin knows every number and every text of a result's JSON, and says whether what a
// renderer writes can come from them.
type origin struct {
	exact  []float64 // every number, sorted, those written as text too
	close  []float64 // those that text may round, sorted: not the lines of bills
	counts map[int]bool
	halves []float64 // of intervals, which stand behind ±
	texts  []string  // longest first
	days   map[string]bool
	starts []time.Time // that hours are counted from
}

// unread are the parts of the JSON that only data formats show line by line.
var unread = []string{"charges", "bill"}

// from reads the JSON of anything.
func originOf(t *testing.T, list ...any) *origin {
	t.Helper()
	o := &origin{counts: map[int]bool{}, days: map[string]bool{}}
	for _, v := range list {
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		var tree any
		if err := json.Unmarshal(data, &tree); err != nil {
			t.Fatal(err)
		}
		o.walk(tree, true)
	}
	sort.Float64s(o.exact)
	sort.Float64s(o.close)
	sort.Float64s(o.halves)
	slices.SortStableFunc(o.texts, func(a, b string) int { return len(b) - len(a) })
	o.texts = slices.Compact(o.texts)
	return o
}

func (o *origin) walk(tree any, read bool) {
	switch x := tree.(type) {
	case map[string]any:
		o.counts[len(x)] = true
		lo, isLo := x["lo"].(float64)
		hi, isHi := x["hi"].(float64)
		if isLo && isHi && read {
			o.halves = append(o.halves, (hi-lo)/2)
		}
		for k, v := range x {
			o.text(k)
			if s, ok := v.(string); ok {
				if at, err := time.Parse(time.RFC3339, s); err == nil && !slices.ContainsFunc(o.starts, at.Equal) {
					o.starts = append(o.starts, at)
				}
			}
			o.walk(v, read && !slices.Contains(unread, k))
		}
	case []any:
		for n := range len(x) + 1 { // n of them
			o.counts[n] = true
		}
		for _, v := range x {
			o.walk(v, read)
		}
	case float64:
		o.number(x, read)
	case string:
		if n, err := strconv.ParseFloat(x, 64); err == nil {
			o.number(n, read)
		} else if d := dayWord.FindString(x); d != "" && strings.HasPrefix(x, d) && !anyLetter.MatchString(strings.TrimLeft(x, "0123456789-:TZ")) {
			o.days[d], o.days[d[:7]] = true, true
		} else if read {
			o.text(x)
		}
	}
}

func (o *origin) number(x float64, read bool) {
	o.exact = append(o.exact, x)
	if read {
		o.close = append(o.close, math.Abs(x))
	}
}

var anyLetter = regexp.MustCompile(`\p{L}`)

// text keeps what holds a digit beside letters: a name, a value as it was written.
func (o *origin) text(s string) {
	s = evenly(s)
	if anyLetter.MatchString(s) && strings.ContainsAny(s, "0123456789") {
		o.texts = append(o.texts, s)
		return
	}
	for _, m := range figureWord.FindAllStringSubmatch(s, -1) { // 2.3 (1.98..2.5)
		if x, err := strconv.ParseFloat(strings.ReplaceAll(m[2], ",", ""), 64); err == nil {
			if strings.HasSuffix(m[4], "%") {
				x /= 100
			}
			o.number(x, true)
		}
	}
}

// evenly is a text with one kind of gap.
func evenly(s string) string {
	return strings.Join(strings.Fields(strings.NewReplacer(hard, " ", "\u200b", "", "\u2068", "", "\u2069", "", "−", "-", "–", " ").Replace(s)), " ")
}

// within reports whether a sorted list has a number this near.
func within(list []float64, x, tolerance float64) bool {
	i := sort.SearchFloat64s(list, x-tolerance)
	return i < len(list) && list[i] <= x+tolerance
}

// has reports whether the JSON has a number, all of its digits.
func (o *origin) has(x float64) bool {
	return within(o.exact, x, 1e-11*math.Abs(x)) || within(o.exact, -x, 1e-11*math.Abs(x))
}

var (
	figureWord = regexp.MustCompile(`(±\s?)?(\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?)([kMGT]\b)?(\s?(?:%|points|days|years))?`)
	dayWord    = regexp.MustCompile(`\b\d{4}-\d\d(-\d\d)?\b`)
	// What is no figure: names of percentiles and codes, the calendar's units, and what a
	// share is that is almost all or hardly any.
	labels = regexp.MustCompile(`> 99 %|< 1e-10 %|\bP\d+(\.\d+)?\b|\b[WE]\d{3}\b|\b1 (year|month|trial|h)\b|\bISO 8601\b|\bSHA-256\b`)
)

// without takes a text out where it stands as words of its own.
func without(rest, text string) string {
	for from := 0; ; {
		i := strings.Index(rest[from:], text)
		if i < 0 {
			return rest
		}
		i += from
		before, _ := utf8.DecodeLastRuneInString(rest[:i])
		after, _ := utf8.DecodeRuneInString(rest[i+len(text):])
		first, _ := utf8.DecodeRuneInString(text)
		last, _ := utf8.DecodeLastRuneInString(text)
		if joined(before, first) || joined(last, after) {
			from = i + len(text)
			continue
		}
		rest = rest[:i] + "·" + rest[i+len(text):]
		from = i
	}
}

// joined reports whether two letters or digits stand side by side in one word or number.
func joined(a, b rune) bool {
	letter := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	return letter(a) && letter(b) || unicode.IsDigit(b) && (a == '.' || a == ',')
}

// nowhere returns the numbers of a text that come from nowhere.
func (o *origin) nowhere(text string) (out []string) {
	rest := evenly(text)
	for _, s := range o.texts {
		rest = without(rest, s)
	}
	rest = labels.ReplaceAllString(rest, "·")
	rest = dayWord.ReplaceAllStringFunc(rest, func(d string) string {
		if o.day(d) {
			return "·"
		}
		return "<" + strings.ReplaceAll(d, "-", " 999999937 ") + ">"
	})
	for _, m := range figureWord.FindAllStringSubmatchIndex(rest, -1) {
		part := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return rest[m[2*i]:m[2*i+1]]
		}
		if !o.explains(part(1) != "", part(2), part(3), strings.TrimSpace(part(4))) {
			out = append(out, rest[max(0, m[0]-30):min(len(rest), m[1]+15)])
		}
	}
	return out
}

// day reports whether a date is some number of the JSON, as hours from the start, or days
// since 1970.
func (o *origin) day(d string) bool {
	if o.days[d] {
		return true
	}
	layout, long := time.DateOnly, 24.0
	if len(d) == 7 {
		layout, long = "2006-01", 31*24
	}
	at, err := time.Parse(layout, d)
	if err != nil {
		return false
	}
	for _, start := range o.starts {
		if within(o.exact, at.Sub(start).Hours()+long/2, long/2) {
			return true
		}
	}
	return within(o.exact, (float64(at.Unix())/3600+long/2)/24, long/48)
}

// explains reports whether a number as it is written is a rounding of one of the JSON.
func (o *origin) explains(half bool, digits, suffix, unit string) bool {
	v, err := strconv.ParseFloat(strings.ReplaceAll(digits, ",", ""), 64)
	if err != nil {
		return false
	}
	ulp := lastPlace(digits, 3)
	if half {
		ulp = lastPlace(digits, 2)
	}
	if n := int(v); suffix == "" && (unit == "" || unit == "years") && !half && float64(n) == v && o.counts[n] {
		return true
	}
	if v == 0 {
		ulp = 1e-12
	}
	scale := map[string]float64{"": 1, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12}[suffix]
	scales := []float64{scale}
	switch unit {
	case "%", "points":
		scales = []float64{scale / 100}
	case "days":
		scales = []float64{scale * 24}
	case "years": // from the start, or so many
		scales = []float64{8760, 1}
	}
	if half { // behind a number, in its scale
		scales = append(scales, 0.01, 1e3, 1e6, 1e9, 1e12)
	} else if unit == "" && suffix == "" { // the first of a pair, as 96.3..99.9 %
		scales = append(scales, 0.01)
	}
	for _, s := range scales {
		list := o.close
		if half {
			list = o.halves
		}
		if within(list, v*s, ulp*s/2*(1+1e-9)) {
			return true
		}
	}
	return false
}

// lastPlace is what the last digit of a number counts, of which so many are meant.
func lastPlace(digits string, meant int) float64 {
	mantissa, exponent, _ := strings.Cut(strings.ReplaceAll(digits, ",", ""), "e")
	e, _ := strconv.Atoi(exponent)
	whole, part, found := strings.Cut(mantissa, ".")
	if found {
		return math.Pow(10, float64(e-len(part)))
	}
	zeros := len(whole) - len(strings.TrimRight(whole, "0"))
	return math.Pow(10, float64(e+min(zeros, max(0, len(whole)-meant))))
}

// TestOriginSaysNo: what is asked of every renderer can fail.
func TestOriginSaysNo(t *testing.T) {
	o := originOf(t, map[string]any{
		"a": 1234567.0, "share": 0.123456, "start": "2010-01-01T00:00:00Z", "at": 24.0 * 40, "name": "rack77 of 9", "d": map[string]any{"lo": 90.0, "hi": 110.0}, "charges": []any{777777.0},
	})
	for text, bad := range map[string]int{
		"costs 1.23M": 0, "costs 1.24M": 1, "1,234,567 in all": 0, "1,234,568 in all": 1, "12.3 %": 0, "12.4 %": 1, "of rack77 of 9, 12.3 %": 0, "of rack77 of 8": 2, "since 2010-02": 0, "since 2010-03": 3,
		"from 2010-02-10 on": 0, "from 2010-02-12 on": 3, "± 10": 0, "± 12": 1, "778k": 1, "P99 and W204": 0, "0.1235 of it": 0, "0.1236 of it": 1,
	} {
		if got := o.nowhere(text); len(got) != bad {
			t.Errorf("%q: %d from nowhere %q, want %d", text, len(got), got, bad)
		}
	}
	if !o.has(1234567) || o.has(1234567.1) || !o.has(777777) {
		t.Error("exact numbers")
	}
}
