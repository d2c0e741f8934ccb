package fleets

import (
	"math"
	"strings"
	"time"

	"github.com/capplan/capplan/model"
)

// staleYears is how far a catalogue's price may lie from the plan before it is
// told: one life of a server, after which nobody offers that machine any more.
const staleYears = 5

// A datedPrice is a price that an entry of a catalogue dates.
type datedPrice struct {
	path, entry, date string
	at                model.Origin
}

// remember keeps a price with the date of its entry. A price with a trend is
// carried from its day to the plan's, and 0 is the same in every year.
func (r *reader) remember(n *node, path string, p *model.Price) {
	if n == nil || n.prov == nil || n.prov.entry == "" || !p.Set || p.Trend.Set || p.Value == 0 && p.ID == 0 {
		return
	}
	d := datedPrice{path: path, entry: n.prov.entry, date: n.prov.date, at: n.origin()}
	if !p.AsOf.IsZero() {
		d.date = p.AsOf.Format("2006-01")
	}
	if n.via.src != nil { // where the plan asks for it
		d.at = model.Origin{File: n.via.src.path, Line: n.via.line, Col: n.via.col, Entry: d.entry}
	}
	r.prices = append(r.prices, d)
}

// warnStale names each entry with a price more than staleYears from the start of
// the horizon, before or after; without a start, from the catalogue's edition.
// The clock on the wall decides nothing.
func (r *reader) warnStale() {
	day := r.plan.Horizon.Begin
	what := "the horizon starts (" + day.Format("2006-01") + ")"
	if day.IsZero() {
		day, what = editionDay(), "this edition of the catalogue ("+CatalogueVersion+")"
	}
	furthest := map[string]float64{}
	worst := map[string]datedPrice{}
	fleets := map[string]string{}
	var order []string
	for _, d := range r.prices {
		seen, ok := entryDay(d.date)
		if !ok || !r.pays(d.path) {
			continue
		}
		years := day.Sub(seen).Hours() / 8760
		if !(math.Abs(years) > staleYears) {
			continue
		}
		fleet := fleetIn(d.path)
		if _, known := worst[d.entry]; !known {
			order = append(order, d.entry)
			fleets[d.entry] = fleet
		}
		if fleets[d.entry] != fleet {
			fleets[d.entry] = ""
		}
		if math.Abs(years) > math.Abs(furthest[d.entry]) {
			furthest[d.entry], worst[d.entry] = years, d
		}
	}
	for _, entry := range order {
		d, years := worst[entry], furthest[entry]
		side, fix := "before", "or write {value: …, as_of: "+d.date+", trend: …}, which carries it to the start"
		if years < 0 {
			side = "after"
		}
		if r.plan.Horizon.Begin.IsZero() {
			fix = "or write a price of your own"
		}
		r.warning("W254", fleets[entry], d.at, "%s: its price is of %s, %.1f years %s %s; take an entry nearer to that, %s", entry, d.date, math.Abs(years), side, what, fix)
	}
}

// pays reports whether the plan pays the price at a path: not that of hardware
// that is rented, nor anything of a site where nothing stands.
func (r *reader) pays(path string) bool {
	for _, p := range r.pools {
		pl := &r.plan.Fleets[p.fleet].Pools[p.pool]
		rented := pl.Rent.Per != "" || pl.Site >= 0 && r.plan.Sites[pl.Site].Rental.Per != ""
		if rented && strings.HasPrefix(path, p.o.sub("hardware")+".") {
			return false
		}
	}
	for i := range r.plan.Sites {
		if !r.usedSites[i] && strings.HasPrefix(path, "sites."+r.plan.Sites[i].Name+".") {
			return false
		}
	}
	return true
}

// fleetIn returns the fleet of a path, empty where the path is in none.
func fleetIn(path string) string {
	rest, ok := strings.CutPrefix(path, "fleets.")
	if !ok {
		return ""
	}
	name, _, _ := strings.Cut(rest, ".")
	return name
}

// entryDay reads the date of an entry: a year, a month or a day.
func entryDay(s string) (time.Time, bool) {
	if len(s) == 4 {
		s += "-01"
	}
	return parseDate(s)
}

// editionDay is the first day of the month that names the catalogue's edition.
func editionDay() time.Time {
	day, _ := entryDay(strings.Replace(CatalogueVersion, ".", "-", 1))
	return day
}
