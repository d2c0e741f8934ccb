package chart

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image/png"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/cmd/capplan/internal/report/view"
)

var words = view.Words{Number: func(x float64) string { return strconv.FormatFloat(x, 'g', 3, 64) }}

// shop is two months: a stops after the first at 100 and hands 40 on to b, 60 at first
// and 80 at the end; an event of 500.
func shop() *capplan.Result {
	start := time.Date(2009, 6, 1, 0, 0, 0, 0, time.UTC)
	r := &capplan.Result{
		Traffic: []capplan.TrafficRow{{}},
		Stops:   []capplan.Stop{{Workload: "pages", Source: "a", Date: "2009-07-01", Level: 100, Moved: []capplan.MovedTraffic{{To: "b", Level: 40}}, Gone: 60}},
		Months: []capplan.TrafficMonths{{
			Workload: "pages",
			Months:   []capplan.TrafficMonth{{Year: 2009, Month: 6, To: 720}, {Year: 2009, Month: 7, From: 720, To: 1440}},
			Sources: []capplan.SourceMonths{
				{Source: "a", Begin: []float64{100, 0}, End: []float64{100, 0}, Offered: []float64{9, 0}},
				{Source: "b", Begin: []float64{60, 110}, End: []float64{70, 120}, Offered: []float64{5, 8}, Received: map[string]capplan.ReceivedTraffic{"a": {Begin: []float64{0, 40}, End: []float64{0, 40}}}},
			},
			Events: []capplan.EventPeak{{Event: "double-11", At: 900, Peak: 500}},
		}},
	}
	r.Scenario.Start, r.Scenario.HorizonHours, r.Scenario.HoursPerYear = &start, 1440, 8760
	return r
}

func svg(t *testing.T, r *capplan.Result) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, &view.Source{Result: r}, "traffic", "svg", words); err != nil {
		t.Fatal(err)
	}
	d := xml.NewDecoder(bytes.NewReader(b.Bytes()))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	_, body, _ := strings.Cut(b.String(), "</defs>")
	return body
}

var numbers = regexp.MustCompile(`-?[0-9.]+(?:e[+-]?[0-9]+)?`)

// layers reads the areas of a colour back: the heights at their corners as values,
// by the place of the axis' labels.
func layers(t *testing.T, body, color string) []float64 {
	t.Helper()
	label := func(text string) float64 {
		m := regexp.MustCompile(`<text x="[^"]+" y="([^"]+)"[^>]*\s*[^>]*>`+text+`</text>`).FindAllStringSubmatch(body, -1)
		y, err := strconv.ParseFloat(m[len(m)-1][1], 64)
		if err != nil {
			t.Fatal(err)
		}
		return -y // text stands upside down on the canvas
	}
	zero := label("0")
	scale := (label("150") - zero) / 150
	var out []float64
	for _, m := range regexp.MustCompile(`<path d="(M[^"]+Z)"\s+style="fill:`+color+`"`).FindAllStringSubmatch(body, -1) {
		xy := numbers.FindAllString(m[1], -1)
		for i := 1; i < len(xy); i += 2 {
			y, err := strconv.ParseFloat(xy[i], 64)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, (y-3-zero)/scale)
		}
	}
	return out
}

// TestDrawnIsTheMatrix: what stands in the file, read back by its axis, is the
// stack of the series, by hand.
func TestDrawnIsTheMatrix(t *testing.T) {
	body := svg(t, shop())
	b := bands(&shop().Months[0])
	if s := fmt.Sprint(b[0].end, b[1].begin, b[1].end, b[2].from, b[2].end); s != "[100 0] [60 70] [70 80]a[0 40]" {
		t.Errorf("layers %s", s)
	}
	near(t, body, "#0072B2", 0, 0, 100, 100)                   // a, alone at the bottom
	near(t, body, "#E69F00", 100, 100, 0, 0, 80, 70, 170, 160) // b above it in June, alone in July
	near(t, body, "#F5D999", 70, 80, 120, 110)                 // what it took over
}

func near(t *testing.T, body, color string, want ...float64) {
	t.Helper()
	got := layers(t, body, color)
	for i, w := range want {
		if i >= len(got) || math.Abs(got[i]-w) > 0.5 {
			t.Errorf("%s: corners at %.4v, want %v", color, got, want)
			return
		}
	}
}

// TestTrafficSays: title, marks, events and legend.
func TestTrafficSays(t *testing.T) {
	body := svg(t, shop())
	for _, want := range []string{"a stops in 2009-07 at 100 req/s: b takes over 40, 60 are gone", "a stops 2009-07", "double-11 500", "b, taken over from a", "req/s", "date (UTC)", ">pages<"} {
		if !strings.Contains(body, want) {
			t.Errorf("no %q", want)
		}
	}
	r := shop()
	r.Stops[0].Date = "2009-07-15"
	if body := svg(t, r); !strings.Contains(body, "a stops on 2009-07-15 at 100") {
		t.Error("a day is not its month")
	}
	r.Stops = nil
	if body := svg(t, r); !strings.Contains(body, "double-11 of pages peaks at 500 req/s; ordinary days reach 170") {
		t.Error("the event is not the title")
	}
	r.Months[0].Events = nil
	if body := svg(t, r); !strings.Contains(body, "pages goes from 160 to 120 req/s") {
		t.Error("the growth is not the title")
	}
}

// TestSameBytes: a map's order changes nothing.
func TestSameBytes(t *testing.T) {
	for _, format := range Formats {
		var first []byte
		for range 4 {
			r := shop()
			r.Months[0].Sources[1].Received["c"] = capplan.ReceivedTraffic{Begin: []float64{0, 1}, End: []float64{0, 1}}
			r.Months[0].Sources = append(r.Months[0].Sources, capplan.SourceMonths{Source: "c", Begin: []float64{1, 1}, End: []float64{1, 1}, Offered: []float64{1, 1}})
			var b bytes.Buffer
			if err := Write(&b, &view.Source{Result: r}, "traffic", format, words); err != nil {
				t.Fatal(err)
			}
			if first == nil {
				first = b.Bytes()
			} else if !bytes.Equal(first, b.Bytes()) {
				t.Errorf("%s differs", format)
			}
		}
		if format == "png" {
			if img, err := png.Decode(bytes.NewReader(first)); err != nil || img.Bounds().Dx() != 1920 {
				t.Errorf("png: %v", err)
			}
		}
	}
}

// TestAnyName: markup is text, control characters go, and long names are shortened.
func TestAnyName(t *testing.T) {
	r := shop()
	m := &r.Months[0]
	m.Workload, m.Sources[0].Source, m.Events[0].Event = "<script>alert(1)</script>", "百度\x01\u202e", strings.Repeat("long", 50)
	body := svg(t, r)
	if strings.Contains(body, "<script") || !strings.Contains(body, "&lt;script&gt;alert(1)&lt;/script&gt;") {
		t.Error("markup is no text")
	}
	if !strings.Contains(body, ">百度<") || strings.Contains(body, strings.Repeat("long", 9)) {
		t.Error("a name is lost, or not shortened")
	}
	var b bytes.Buffer
	if err := Write(&b, &view.Source{Result: r}, "traffic", "png", words); err != nil {
		t.Error(err)
	}
}

// TestManySources: seven colours, the rest is one layer, and nothing is lost.
func TestManySources(t *testing.T) {
	m := &capplan.TrafficMonths{Months: make([]capplan.TrafficMonth, 1)}
	for i := range 30 {
		x := []float64{float64(1 + i)}
		m.Sources = append(m.Sources, capplan.SourceMonths{Source: strconv.Itoa(i), Begin: x, End: x, Offered: x})
	}
	sum := 0.0
	b := bands(m)
	for _, l := range b {
		sum += l.begin[0]
	}
	if len(b) != 7 || b[6].source != "others" || sum != 465 {
		t.Errorf("%d layers, %g", len(b), sum)
	}
}

// TestNothingToDraw: why there is no chart is said.
func TestNothingToDraw(t *testing.T) {
	broken, huge := shop(), shop()
	broken.Months[0].Sources[0].End = nil
	huge.Months[0].Sources[0].End[0] = 1.7e308
	for want, r := range map[string]*capplan.Result{
		"no workload":                          {},
		"no workload has several sources":      {Traffic: []capplan.TrafficRow{{}}},
		"the months of pages do not belong to": broken,
		"or are too large":                     huge,
	} {
		err := Write(io.Discard, &view.Source{Result: r}, "traffic", "svg", words)
		var nothing Nothing
		if !errors.As(err, &nothing) || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// TestExtremes: values that are huge, tiny or 0, and any horizon.
func TestExtremes(t *testing.T) {
	for _, scale := range []float64{0, 1e-300, 1e18, 1e290} {
		r := shop()
		for k := range r.Months[0].Sources {
			s := &r.Months[0].Sources[k]
			for i := range s.Begin {
				s.Begin[i], s.End[i] = s.Begin[i]*scale, s.End[i]*scale
			}
			s.Received = nil
		}
		r.Months[0].Events[0].Peak *= scale
		if body := svg(t, r); strings.Contains(body, "NaN") || strings.Contains(body, "Inf") {
			t.Errorf("%g: no number", scale)
		}
	}
	start := time.Date(2009, 6, 15, 7, 0, 0, 0, time.UTC)
	for _, hours := range []float64{1, 24, 720, 8760, 5 * 8760, 100 * 8760} {
		for _, from := range []*time.Time{nil, &start} {
			ticks, _ := dates(from, hours, 8760)
			if len(ticks) > mostTicks+1 {
				t.Errorf("%g h: %d ticks", hours, len(ticks))
			}
			for _, x := range ticks {
				if x.at < 0 || x.at > hours {
					t.Errorf("%g h: a tick at %g", hours, x.at)
				}
			}
		}
	}
	r := shop() // a single month
	m := &r.Months[0]
	m.Months = m.Months[:1]
	for k := range m.Sources {
		s := &m.Sources[k]
		s.Begin, s.End, s.Offered, s.Received = s.Begin[:1], s.End[:1], s.Offered[:1], nil
	}
	r.Scenario.HorizonHours = 720
	svg(t, r)
}
