package fleets

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// A promAnswer is what Prometheus answers to a query: /api/v1/query_range, a matrix.
type promAnswer struct {
	Status    string `json:"status"`
	ErrorType string `json:"errorType"`
	Error     string `json:"error"`
	Data      struct {
		ResultType string          `json:"resultType"`
		Result     json.RawMessage `json:"result"`
	} `json:"data"`
}

type promSeries struct {
	Metric map[string]string `json:"metric"`
	Values []promSample      `json:"values"`
}

// A promSample is a time in seconds and a value in a text.
type promSample [2]any

// prometheus reads a saved answer to a range query.
func (r *reader) prometheus(q seriesQuery) *seriesRead {
	src := r.data(q.file, q.from)
	if src == nil {
		return nil
	}
	data, start := []byte(src.text), place{src: src, line: 1, col: 1, width: 1}
	var a promAnswer
	if err := json.Unmarshal(data, &a); err != nil {
		r.notPrometheus(src, err)
		return nil
	}
	var all []promSeries
	switch {
	case a.Status == "error":
		why := a.Error
		if why == "" {
			why = a.ErrorType
		}
		r.fail("E150", start, "Prometheus answered with an error: "+strings.TrimSuffix(strings.TrimSpace(why), "."), "", "mend the query, and save its answer again")
		return nil
	case a.Status != "success" || a.Data.ResultType == "":
		r.fail("E150", start, "this is not an answer of Prometheus", "status and data are not there", "save what /api/v1/query_range answers, or use CSV")
		return nil
	case a.Data.ResultType != "matrix":
		r.fail("E150", start, "an answer of resultType "+a.Data.ResultType+", and a range is needed", "", "ask /api/v1/query_range with start, end and step, over two weeks or more")
		return nil
	}
	if err := json.Unmarshal(a.Data.Result, &all); err != nil {
		r.notPrometheus(src, err)
		return nil
	}
	i := r.chosen(all, q, start)
	if i < 0 {
		return nil
	}
	return r.samples(&all[i], src, bytes.Index(data, a.Data.Result), a.Data.Result, i)
}

func (r *reader) notPrometheus(src *source, err error) {
	at := place{src: src, line: 1, col: 1, width: 1}
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		at = src.offset(int(syntax.Offset) - 1)
		r.fail("E150", at, "this cannot be read as JSON", "from here", "save what /api/v1/query_range answers, whole")
		return
	}
	r.fail("E150", at, "this is not an answer of Prometheus", "", "save what /api/v1/query_range answers, or use CSV")
}

// offset is the place of a byte of the text.
func (s *source) offset(i int) place {
	i = min(max(i, 0), max(0, len(s.text)-1))
	before := s.text[:i]
	from := strings.LastIndexByte(before, '\n') + 1
	return place{src: s, line: 1 + strings.Count(before, "\n"), col: 1 + utf8.RuneCountInString(before[from:]), width: 1}
}

// labels writes a series as PromQL does.
func (s *promSeries) labels() string {
	var keys, parts []string
	for k := range s.Metric {
		if k != "__name__" {
			keys = append(keys, k)
		}
	}
	slices.Sort(keys)
	for _, k := range keys {
		parts = append(parts, k+"="+strconv.Quote(s.Metric[k]))
	}
	if len(parts) == 0 && s.Metric["__name__"] != "" {
		return s.Metric["__name__"]
	}
	return s.Metric["__name__"] + "{" + strings.Join(parts, ",") + "}"
}

var labelPattern = regexp.MustCompile(`([\p{L}_][\p{L}\p{N}_]*)\s*=\s*(?:"([^"]*)"|([^\s,"{}]+))`)

// fits reports whether a series has a name or label of that value, or all of label=value.
func (s *promSeries) fits(text string) bool {
	if text == s.labels() {
		return true
	}
	pairs := labelPattern.FindAllStringSubmatch(text, -1)
	if len(pairs) == 0 {
		for _, v := range s.Metric {
			if v == strings.TrimSpace(text) {
				return true
			}
		}
		return false
	}
	if name, _, ok := strings.Cut(text, "{"); ok && strings.TrimSpace(name) != "" && strings.TrimSpace(name) != s.Metric["__name__"] {
		return false
	}
	for _, p := range pairs {
		if s.Metric[p[1]] != p[2]+p[3] {
			return false
		}
	}
	return true
}

// chosen returns the index of the one series that is meant.
func (r *reader) chosen(all []promSeries, q seriesQuery, start place) int {
	if len(all) == 0 {
		r.fail("E150", start, "the answer holds no series", "", "the query found nothing in that time: is the metric there?")
		return -1
	}
	var names []string
	found, n := -1, 0
	for i := range all {
		names = append(names, all[i].labels())
		if q.series.text == "" || all[i].fits(q.series.text) {
			found, n = i, n+1
		}
	}
	if n == 1 {
		return found
	}
	if len(names) > 6 {
		names = append(names[:6], "…")
	}
	at, message := start, strconv.Itoa(len(all))+" series, and one is needed"
	if q.from.src != nil {
		at = q.from
	}
	help := "sum them in the query, or say which: series: " + names[0] + "; there are " + list(names)
	if q.series.text != "" {
		at = q.series.or(start)
		message = strconv.Itoa(n) + " series fit " + q.series.text
		if n == 0 {
			message = "no series fits " + q.series.text
			help = "there are " + list(names)
		}
	}
	r.fail("E151", at, message, "", help)
	return -1
}

// samples takes the values of a series; result is the text of all and begins at off.
func (r *reader) samples(s *promSeries, src *source, off int, result []byte, nth int) *seriesRead {
	out := &seriesRead{name: s.labels(), query: s.labels()}
	spots := func(i int) place { return src.offset(off + sampleOffset(result, nth, i)) }
	out.where = func(i int, _ bool) place { return spots(i) }
	for i, x := range s.Values {
		at, ok := x[0].(float64)
		text, isText := x[1].(string)
		v, err := strconv.ParseFloat(text, 64)
		switch {
		case !ok || !isText || err != nil && !errors.Is(err, strconv.ErrRange):
			r.fail("E150", spots(i), "a sample that is no time and value", "", "each is [seconds, \"value\"]")
			return nil
		case math.IsNaN(v) || math.IsInf(v, 0) && err == nil:
			r.fail("E051", spots(i), text+" at "+unixTime(at).Format(time.RFC3339), "no number", "0 divided by 0 is NaN: ask for what has values, or for a range without it")
			return nil
		case v > maxMeasured:
			r.fail("E590", spots(i), "a number beyond 1e50 at "+unixTime(at).Format(time.RFC3339), "too large", "is it the right query?")
			return nil
		case v < 0:
			r.fail("E051", spots(i), "a load of "+text+" at "+unixTime(at).Format(time.RFC3339), "0 or more is needed", "is it the right query?")
			return nil
		}
		out.times, out.values = append(out.times, unixTime(at)), append(out.values, v)
	}
	if name := s.Metric["__name__"]; strings.HasSuffix(name, "_total") && len(out.values) > 1 {
		r.fail("E152", spots(0), out.name+" is a counter, not a rate", "", "ask for its rate: rate("+out.query+"[5m])")
		return nil
	}
	return out
}

// sampleOffset returns where sample i of series nth begins in the text of all series.
func sampleOffset(result []byte, nth, i int) int {
	d := json.NewDecoder(bytes.NewReader(result))
	d.Token() //nolint:errcheck // it has been read before
	var skip json.RawMessage
	for range nth {
		if d.Decode(&skip) != nil {
			return 0
		}
	}
	d.Token() //nolint:errcheck
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return 0
		}
		if key != "values" {
			if d.Decode(&skip) != nil {
				return 0
			}
			continue
		}
		d.Token() //nolint:errcheck
		for range i {
			if d.Decode(&skip) != nil {
				return 0
			}
		}
		rest := result[d.InputOffset():]
		return int(d.InputOffset()) + len(rest) - len(bytes.TrimLeft(rest, ", \n\t\r"))
	}
	return 0
}
