package report

import (
	"strconv"
	"strings"

	"github.com/capplan/capplan"
)

// traffic is the traffic matrix: what each source of each workload sends in each year.
func traffic(r *capplan.Result) [][]value {
	out := [][]value{texts(strings.Fields("workload source year mean peak offered received received_from")...)}
	for i := range r.Traffic {
		t := &r.Traffic[i]
		received := 0.0
		for _, from := range keys(t.Received) {
			received += t.Received[from]
		}
		row := texts(t.Workload, t.Source, strconv.Itoa(t.Year))
		row[2].number = true
		for _, x := range []float64{t.Mean, t.Peak, t.Offered, received} {
			row = append(row, value{data(x), true})
		}
		out = append(out, append(row, value{text: strings.Join(keys(t.Received), " ")}))
	}
	return out
}

// matrix draws the peak of each source by year, where a workload has several.
func (p *pen) matrix(r *capplan.Result) {
	several := map[string]map[string]bool{}
	var years []int
	for i := range r.Traffic {
		t := &r.Traffic[i]
		if several[t.Workload] == nil {
			several[t.Workload] = map[string]bool{}
		}
		several[t.Workload][t.Source] = true
		if len(years) == 0 || t.Year > years[len(years)-1] {
			years = append(years, t.Year)
		}
	}
	rows := [][]string{{p.bold("TRAFFIC, peak in req/s")}}
	for _, y := range years {
		rows[0] = append(rows[0], strconv.Itoa(y))
	}
	for i := 0; i < len(r.Traffic); {
		t := &r.Traffic[i]
		line := []string{t.Workload + " from " + t.Source}
		n := 0
		for ; i < len(r.Traffic) && r.Traffic[i].Workload == t.Workload && r.Traffic[i].Source == t.Source; i++ {
			n++
			text := short(r.Traffic[i].Peak)
			if len(r.Traffic[i].Received) > 0 {
				text += "*"
			}
			line = append(line, text)
		}
		if len(several[t.Workload]) > 1 {
			rows = append(rows, line)
		}
	}
	if len(rows) == 1 {
		return
	}
	p.fitted(rows, nil)
	for i := range r.Traffic {
		if len(r.Traffic[i].Received) > 0 {
			p.paragraph("* with what a source that stopped has handed on", 0)
			break
		}
	}
	p.line("")
}
