package fleets

import (
	"fmt"
	"strings"

	"github.com/capplan/capplan/model"
)

// warn adds what is true of the plan but easily misread.
func (r *reader) warn() {
	if len(r.plan.Unknowns) == 0 {
		r.warning("W201", "", model.Origin{}, "no value has a range: the answer looks surer than anybody is")
	}
	r.warnSkew()
	for _, p := range r.pools {
		fl := &r.plan.Fleets[p.fleet]
		r.warnPool(fl, &fl.Pools[p.pool])
	}
	for i := range r.plan.Fleets {
		r.warnFleet(&r.plan.Fleets[i])
	}
	r.warnIndependent()
	r.warnLoad()
	r.warnUnused()
	r.warnStale()
}

func (r *reader) warning(code, fleet string, at model.Origin, format string, args ...any) {
	w := model.Warning{Code: code, Text: fmt.Sprintf(format, args...), Fleet: fleet, Origin: at}
	for _, old := range r.plan.Warnings {
		if old.Code == code && old.Origin == at && at.Line > 0 {
			return
		}
	}
	r.plan.Warnings = append(r.plan.Warnings, w)
}

// warnSkew names values whose range draws the mean more than half away.
func (r *reader) warnSkew() {
	for i := range r.plan.Unknowns {
		q := r.plan.Unknowns[i].Quantity
		if !(q.Value > 0) {
			continue
		}
		q.ID = 1
		const n = 400
		mean := 0.0 // in likely values
		for j := 0; j < n; j++ {
			v := q.At(model.Draw{(float64(j) + 0.5) / n}) / q.Value
			if r.inverted[i+1] { // back to the rate that was written
				v = 1 / v
			}
			mean += v / n
		}
		if mean > 1.5 || mean < 1/1.5 {
			r.warning("W204", r.fleetOf(i+1), q.Origin, "%s: the range of %s has a mean %.2g times the likely value", r.plan.Unknowns[i].Path, q.Text, mean)
		}
	}
}

// fleetOf returns the one fleet that has an unknown, empty where others have it too.
func (r *reader) fleetOf(unknown int) string {
	only := ""
	for _, in := range r.inputs {
		if in.Unknown != unknown {
			continue
		}
		rest, ok := strings.CutPrefix(in.Path, "fleets.")
		name, _, _ := strings.Cut(rest, ".")
		if !ok || only != "" && only != name {
			return ""
		}
		only = name
	}
	return only
}

func (r *reader) warnPool(fl *model.Fleet, p *model.Pool) {
	if p.Copies > 1 && p.Writes == nil && !p.WritesAll.Set {
		r.warning("W281", fl.Name, p.Origin, "%s.%s does each write %d times, and has none; add `write_share: 20 %%`", fl.Name, p.Name, p.Copies)
	}
	r.warnTimes(fl, "pool "+p.Name, &p.Life, &p.Repair, p.Origin)
	if g := p.Groups; g != nil && g.Rebuild == nil && p.Count/g.Size > 10 && p.Life.Kind != model.NeverLaw {
		r.warning("W203", fl.Name, p.Origin, "%s.%s: a lost member waits for a technician; give groups a rebuild", fl.Name, p.Name)
	}
	if n := len(fl.Domains); n > 0 && p.Count > 1 && p.Mode != model.Mirrored {
		if inner := p.Place; inner == 1 {
			r.warning("W205", fl.Name, p.Origin, "%s.%s: all %d units stand in one %s", fl.Name, p.Name, p.Count, fl.Domains[n-1].Name)
		}
	}
	r.warnRepair(fl, p)
	r.warnHolding(fl, p)
	r.warnService(fl, p)
	r.warnVote(fl, p)
	r.warnLedger(fl, p)
	r.warnCorruption(fl, p)
	r.warnData(fl, p)
	r.warnRebuild(fl, p)
	if p.Network.PerByte.Set && len(fl.Serves) == 0 {
		r.warning("W253", fl.Name, p.Origin, "%s.%s: its network is paid by the request, and the fleet serves no workload: it costs nothing", fl.Name, p.Name)
	}
	h := p.Hardware
	if h == nil {
		return
	}
	life := h.UsefulLife
	if !life.Set {
		life = r.plan.Finance.Life
	}
	rented := p.Rent.Per != "" || p.Site >= 0 && r.plan.Sites[p.Site].Rental.Per != ""
	if h.Price.Set && life.Set && !rented && p.Lease == nil && !r.plan.Finance.NoResidual && r.plan.Horizon.Hours < life.Value {
		r.warning("W206", fl.Name, p.Origin, "%s.%s: the horizon ends before the hardware's life of %.3g years; the rest is credited at book value", fl.Name, p.Name, life.Value/8760)
	}
	if h.Price.Set && !rented && !h.PartPrice.Set && h.PartShare.Value > 0 && p.Life.Kind != model.NeverLaw {
		r.warning("W209", fl.Name, p.Origin, "%s.%s: failures use parts that have no price; they cost nothing here", fl.Name, p.Name)
	}
}

func (r *reader) warnTimes(fl *model.Fleet, what string, life, repair *model.RandomTime, at model.Origin) {
	if life.Kind == model.NeverLaw {
		return
	}
	if l, b := life.At(nil), repair.At(nil); b.Mean > l.Mean && repair.Kind != model.NeverLaw {
		r.warning("W202", fl.Name, life.Origin, "%s, %s: repair takes %.3g h and life lasts %.3g h on average", fl.Name, what, b.Mean, l.Mean)
	}
	ageing := life.Kind != model.Exponential && life.Kind != model.Hyperexponential
	if ageing && r.plan.Horizon.Steady {
		r.warning("W208", fl.Name, life.Origin, "%s, %s: a %s life ages, and start: steady takes a mix of ages", fl.Name, what, life.Kind)
	}
}

func (r *reader) warnFleet(fl *model.Fleet) {
	if len(fl.Serves) == 0 {
		r.warnNetwork(fl)
	}
	r.warnPromise(fl)
	r.warnKept(fl)
	for i := range fl.Domains {
		d := &fl.Domains[i]
		r.warnTimes(fl, "domain "+d.Name, &d.Life, &d.Repair, d.Origin)
	}
}

// warnNetwork names a network that would be paid by the requests of a fleet without.
func (r *reader) warnNetwork(fl *model.Fleet) {
	of := fl.Network.PerByte.Set
	for i := range fl.Pools {
		of = of || fl.Pools[i].Site >= 0 && r.plan.Sites[fl.Pools[i].Site].Network.PerByte.Set
	}
	if of {
		r.warning("W253", fl.Name, fl.Origin, "%s: its network is paid by the request, and the fleet serves no workload: it costs nothing", fl.Name)
	}
}

// warnUnused names parts of the file that nothing refers to.
func (r *reader) warnUnused() {
	for i := range r.plan.Sites {
		if !r.usedSites[i] {
			n := r.root.get("sites").get(r.plan.Sites[i].Name)
			r.warning("W207", "", n.origin(), "no fleet stands at site %s", r.plan.Sites[i].Name)
		}
	}
	served := map[int]bool{}
	for i := range r.plan.Fleets {
		for _, w := range r.plan.Fleets[i].Serves {
			served[w] = true
		}
	}
	for i := range r.plan.Workloads {
		for w, n := i, 0; served[w] && r.plan.Workloads[w].Of > 0 && n < len(r.plan.Workloads); n++ {
			w = r.plan.Workloads[w].Of - 1
			served[w] = true // through its share
		}
	}
	for i := range r.plan.Workloads {
		if w := &r.plan.Workloads[i]; !served[i] {
			r.warning("W207", "", w.Origin, "no fleet serves workload %s", w.Name)
		}
	}
	for _, f := range r.root.get("catalog").fieldsOf() {
		if !r.owned[f.key] && !reservedCatalog(f.key, f.value) && !strings.HasPrefix(f.key, "x_") {
			r.warning("W207", "", f.value.origin(), "nothing uses catalogue entry %s", f.key)
		}
	}
}
