package fleets

import (
	"strconv"

	"github.com/capplan/capplan/model"
)

// sameLoad is where a count comes from that is in no file.
const sameLoad = "--same-load"

// sizedLoad reads a scenario twice: to know the load, and with the counts that it
// takes, so that all that hangs on a count is checked as if it were written. Each
// file is read once.
func sizedLoad(path string, o Options) (*model.Plan, []Source, error) {
	first := newReader(o)
	first.kept = map[string][]byte{}
	plan, files, err := first.load(path)
	if err != nil || !o.SameLoad && !first.uncounted {
		return plan, files, err
	}
	sizes := o.Size(plan, o.SameLoad)
	for i := range sizes {
		first.unsized(&sizes[i])
	}
	if err := first.errors(); err != nil {
		return nil, files, err
	}
	second := newReader(o)
	second.kept, second.sizes = first.kept, sizes
	for _, s := range sizes {
		f := &plan.Fleets[s.Fleet]
		second.sizeNames = append(second.sizeNames, [2]string{f.Name, f.Pools[s.Pool].Name})
	}
	return second.load(path)
}

// unsized reports a pool that no count makes carry the load.
func (r *reader) unsized(s *model.Sizing) {
	if s.Why == "" {
		return
	}
	f := &r.plan.Fleets[s.Fleet]
	p := &f.Pools[s.Pool]
	help := "use groups, lower contention and coherency, or write its count and leave --same-load out"
	switch {
	case p.Owned != nil:
		help = "take --greenfield, or leave --same-load out"
	case p.Count == 0:
		help = "write its count: `count: 4`"
	}
	for _, read := range r.pools {
		if read.fleet == s.Fleet && read.pool == s.Pool {
			r.failNode("E323", read.o.n, "no count of "+f.Name+"."+p.Name+" is the size for the load", s.Why, help)
		}
	}
}

// setSizes writes the counts that were chosen into the scenario.
func (r *reader) setSizes() {
	for i, s := range r.sizes {
		at := "fleets." + r.sizeNames[i][0] + ".pools." + r.sizeNames[i][1]
		r.set(sameLoad, at+".count="+strconv.Itoa(s.Count))
		if s.Set > 0 { // several sets, each of which needs one, and all of them are needed
			r.set(sameLoad, at+".groups={size: "+strconv.Itoa(s.Set)+"}")
			r.set(sameLoad, at+".needs=null")
		}
	}
}

func (r *reader) isSized(fleet, pool string) bool {
	for _, n := range r.sizeNames {
		if n == [2]string{fleet, pool} {
			return true
		}
	}
	return false
}

// counted reports a pool without count, unless the load says how many it takes.
func (r *reader) counted(fl *model.Fleet, pl *model.Pool, o *object) {
	if o.get("count") != nil {
		return
	}
	help := "write how many units the pool has: `count: 4`"
	switch {
	case r.opt.Size == nil || pl.Throughput == nil || len(fl.Serves) == 0:
	case pl.Mode != model.Shared && pl.Groups == nil:
		help = "write how many units a set has: `count: 2`; --same-load adds whole sets"
	case o.n.broken:
	default:
		r.uncounted = true
		return
	}
	o.missing("count", help)
}
