package report

import (
	"strconv"
	"strings"

	"github.com/capplan/capplan"
)

// fewLines is how many lines the bars of the traffic take where nobody asks for more.
const fewLines = 6

// letters stand for sources; capitals for what they have taken over.
const letters = "abcdefghijklmnopqrstuvwxyz"

// trafficColors are those of letters, in turn.
var trafficColors = []string{"34", "33", "32", "35", "36", "31"}

// trafficBars draws for each workload with several sources a bar for each year, on one
// scale: the mean load, by the sources that send it.
func (p *pen) trafficBars(r *capplan.Result, verbose bool) {
	rows := map[string][]*capplan.TrafficRow{}
	most, sums := 0.0, map[string]map[int]float64{}
	var workloads []string
	for i := range r.Months { // a share of another workload has its shape
		if n := len(r.Months[i].Sources); n > 1 && n <= len(letters) {
			workloads = append(workloads, r.Months[i].Workload)
			sums[r.Months[i].Workload] = map[int]float64{}
		}
	}
	for i := range r.Traffic {
		t := &r.Traffic[i]
		if s := sums[t.Workload]; s != nil {
			rows[t.Workload] = append(rows[t.Workload], t)
			s[t.Year] += t.Mean
			most = max(most, s[t.Year])
		}
	}
	q := pen{color: p.color, ascii: p.ascii, width: p.width}
	for _, w := range workloads {
		q.yearBars(w, rows[w], sums[w], most)
	}
	text := q.b.String()
	if text == "" || !verbose && strings.Count(text, "\n") > fewLines {
		return
	}
	p.b.WriteString(text)
	p.line("")
}

// yearBars draws the bars of one workload: a legend, and a line for each year.
func (p *pen) yearBars(workload string, rows []*capplan.TrafficRow, sums map[int]float64, most float64) {
	var sources []string
	var years []int
	for _, t := range rows {
		if len(sources) == 0 || sources[len(sources)-1] != t.Source {
			sources = append(sources, t.Source)
		}
		if len(sources) == 1 {
			years = append(years, t.Year)
		}
	}
	var names []string
	capitals := false
	for k, s := range sources {
		names = append(names, p.style(trafficColors[k%len(trafficColors)], letters[k:k+1])+hard+s)
	}
	var lines []string
	for y, year := range years {
		label := strconv.Itoa(year)
		figure := short(sums[year])
		room := min(p.width, defaultWidth) - len(label) - 2 - 9
		if !(most > 0) || room < 10 {
			return
		}
		var bar strings.Builder
		drawn, upTo := 0, 0.0
		for k := range sources {
			t := rows[k*len(years)+y]
			taken := received(t)
			for _, part := range []struct {
				mean   float64
				letter string
			}{{t.Mean * (1 - taken), letters[k : k+1]}, {t.Mean * taken, strings.ToUpper(letters[k : k+1])}} {
				upTo += part.mean
				n := int(upTo/most*float64(room)+0.5) - drawn
				drawn += n
				capitals = capitals || n > 0 && part.letter != letters[k:k+1]
				bar.WriteString(p.style(trafficColors[k%len(trafficColors)], strings.Repeat(part.letter, n)))
			}
		}
		lines = append(lines, label+"  "+bar.String()+" "+figure)
	}
	legend := workload + ", mean in req/s: " + strings.Join(names, ", ")
	if capitals {
		legend += "; capitals: taken over"
	}
	p.paragraph(legend, 2)
	for _, l := range lines {
		p.line(l)
	}
}

// received is the share of a row's requests that came from sources that stopped.
func received(t *capplan.TrafficRow) float64 {
	sum := 0.0
	for _, from := range keys(t.Received) {
		sum += t.Received[from]
	}
	if !(t.Offered > 0) {
		return 0
	}
	return min(1, sum/t.Offered)
}
