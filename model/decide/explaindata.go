package decide

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/capplan/capplan/model"
)

// dataFigures are those of stored data, in words and symbols.
var dataFigures = map[string][2]string{
	"data_loss":  {"expected loss events within the horizon T, per year: groups that lose more members than they can before these are rebuilt; all up and new at 0, a lost group starts whole again", "data_loss = Σ over groups of E[losses within T] ÷ T"},
	"mttdl":      {"the mean time to the first loss of data, all up and new at 0", "MTTDL = E[first loss]; of several pools 1 ÷ Σ 1/MTTDL"},
	"bytes_lost": {"each loss event counted as all the data of a group: too much where one sector cannot be read", "bytes_lost = Σ over pools of data_loss · k · bytes of a unit"},
}

// dataKeys are those that decide such figures, at a pool and at a domain.
var dataKeys = regexp.MustCompile(`^(count|needs|mode|groups|failures|repair|repair_crews|common_cause|destroys|latent|scrub|hardware\.(failures|repair|latent|common_cause))(\.|$)`)

// placeKeys are those of domains that destroy.
var placeKeys = regexp.MustCompile(`^failure_domains\..*\b(count|failures|destroys)(\.|$)`)

func (x *explainer) explainData() {
	words := dataFigures[x.q.Metric]
	x.add(Formula{Of: x.q.String(), Words: words[0], Symbols: []string{words[1]}})
	s := x.stage
	for _, k := range s.keeps() {
		if x.q.Pool == "" || x.sys.Pools[k.pool].Name == x.q.Pool {
			x.add(x.keptFormula(&k))
			for _, f := range x.destroyFormulas(&k) {
				x.add(f)
			}
		}
	}
	x.estimate()
	for _, a := range assumptions(x.plan) {
		if x.decidesData(a.Path) {
			x.out.Enters = append(x.out.Enters, a)
		}
	}
	x.out.Assumed = []string{
		"all units are up and new at the start, whatever the scenario says",
		"members fail by themselves, with their domains and by common_cause, never of another common cause; an outage that destroys nothing neither stops nor delays a rebuild",
	}
	x.out.Missing = []string{
		dataCaveat + " (Greenan, Plank & Wylie 2010; Ford et al. 2010): a figure below 1e-11 a year says that disks are not what will lose the data",
		"backups and copies elsewhere, and data that is written wrong and kept well",
	}
	x.say()
}

// keptFormula is how a group of a pool loses its data.
func (x *explainer) keptFormula(k *keep) Formula {
	p, sys := &x.fleet.Pools[k.pool], &x.sys.Pools[k.pool]
	d := x.stage.durability(k, nil)
	back := &p.Repair
	if p.Rebuilt() {
		back = p.Groups.Rebuild
	}
	f := Formula{
		Of:      "pool " + p.Name,
		Words:   "a group of n bears m = n − k lost members; to first order, for lives with the hazard h(t) and any law of rebuilds, " + strconv.Itoa(d.Groups()) + " groups; computed by the chain of missing members where lives and rebuilds are exponential",
		Symbols: []string{"E[losses within T] ≈ n · C(n−1, m) · MTTR^m · ∫_0^T h(t)^(m+1) dt"},
		Terms: []Term{
			{Symbol: "n", Means: "members of a group", Value: float64(k.size), Unit: "1", From: x.origin(p.Name, "groups.size")},
			{Symbol: "k", Means: "of them make the others again", Value: float64(k.needs), Unit: "1", From: x.origin(p.Name, "groups.needs")},
			{Symbol: "G", Means: "groups", Value: float64(d.Groups()), Unit: "1"},
		},
	}
	if sys.Life.Kind != model.NeverLaw {
		f.Terms = append(f.Terms, x.timeTerm("MTTF", "mean life of a unit, 1/h where it does not age", &p.Life, sys.Life.Mean))
	}
	if sys.Repair.Kind != model.NeverLaw {
		f.Terms = append(f.Terms, x.timeTerm("MTTR", "mean time until a destroyed member is rebuilt", back, sys.Repair.Mean))
	}
	if p.Data.Destroys.Set {
		f.Terms = append(f.Terms, quantityTerm("d", "share of failures that destroy the data", "1", &p.Data.Destroys))
	}
	if p.Data.Latent.Set {
		f.Symbols = append(f.Symbols, "and p of the rebuilds with m members missing end in a loss")
		t := quantityTerm("p", "chance that a rebuild meets an unreadable sector", "1", &p.Data.Latent)
		if p.Data.Scrub.Set {
			t.Means += ", scrubs in: 1 − (1 − e^(−y))/y, y = −ln(1 − p) · interval ÷ year"
			t.Value = d.Latent
		}
		f.Terms = append(f.Terms, t)
	}
	if p.Data.Bytes.Set {
		f.Terms = append(f.Terms, quantityTerm("bytes", "data of a unit", "B", &p.Data.Bytes))
	}
	return f
}

// destroyFormulas are what takes several members at one moment.
func (x *explainer) destroyFormulas(k *keep) []Formula {
	var out []Formula
	for i, l := range k.levels {
		d := &x.fleet.Domains[l]
		most := 0
		for _, p := range k.patterns {
			count := map[int]int{}
			for _, at := range p.Under[i] {
				count[at]++
				most = max(most, count[at])
			}
		}
		f := Formula{
			Of: d.Name, Words: "an outage of it destroys what stands inside with a chance; a loss at once where that is more of a group than it bears",
			Symbols: []string{"rate = share ÷ MTTF"},
			Terms: []Term{
				quantityTerm("share", "of its outages destroy the data inside", "1", &d.Destroys),
				{Symbol: "c", Means: "members of one group in one " + d.Name + ", at most", Value: float64(most), Unit: "1"},
			},
		}
		if life := d.Life.At(nil); life.Kind != model.NeverLaw {
			f.Terms = append(f.Terms, x.timeTerm("MTTF", "between outages of one "+d.Name, &d.Life, life.Mean))
		}
		out = append(out, f)
	}
	return out
}

func (x *explainer) decidesData(path string) bool {
	if first, _, _ := strings.Cut(path, "."); first == "horizon" {
		return true
	}
	rest, ok := x.rest(path)
	if !ok {
		return false
	}
	if placeKeys.MatchString(rest) {
		return true
	}
	for i := range x.fleet.Pools {
		p := &x.fleet.Pools[i]
		if x.q.Pool != "" && p.Name != x.q.Pool || !p.Data.Asked {
			continue
		}
		key, ok := strings.CutPrefix(rest, p.Name+".")
		if !ok && len(x.fleet.Pools) > 1 {
			continue
		}
		if dataKeys.MatchString(key) {
			return true
		}
	}
	return false
}
