package fleets

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/capplan/capplan/model"
)

// ofAMoment are the figures that are of one moment; without one, of the worst.
var ofAMoment = []string{"headroom", "utilization", "shortfall"}

// alsoOfAMoment may be of one; without, they are of the first year's highest demand.
var alsoOfAMoment = []string{"headroom.now", "headroom.growth", "headroom.failure", "headroom.correlated", "headroom.maintenance", "headroom.left"}

// moment reads @ DATE, @ worst or @ end behind a figure; empty: what the figure has
// without.
func (p *assertionParser) moment(s span) {
	has, may := contains(ofAMoment, p.a.Metric), contains(alsoOfAMoment, p.a.Metric)
	word := strings.TrimSpace(strings.TrimPrefix(s.text, "@"))
	horizon := &p.r.plan.Horizon
	p.a.When = word
	switch {
	case s.text == "":
		if has {
			p.a.At = model.Moment{Kind: model.Worst, To: horizon.Hours}
		}
		return
	case !has && !may:
		p.fail("E340", s, p.a.Metric+" is of the whole horizon, not of a moment", "", "only "+list(ofAMoment)+" take a moment; leave it out")
	case word == "worst":
		p.a.At = model.Moment{Kind: model.Worst, To: horizon.Hours}
	case word == "end":
		p.a.At = model.Moment{Kind: model.End, From: max(0, horizon.Hours-24), To: horizon.Hours}
	default:
		p.day(s, word)
	}
}

// day makes the moment that of a date: its highest demand.
func (p *assertionParser) day(s span, word string) {
	horizon := &p.r.plan.Horizon
	day, ok := parseDate(word)
	if !ok {
		p.fail("E340", s, "no moment "+strconv.Quote(word), "", "write a date of the horizon such as `@ 2027-11-11`, `@ worst` or `@ end`")
		return
	}
	if horizon.Begin.IsZero() {
		p.fail("E340", s, "a date in a plan whose horizon starts on none", "", "write `horizon: {start: 2027-01, years: 5}`")
		return
	}
	from := day.Sub(horizon.Begin).Hours()
	if from+24 <= 0 || from >= horizon.Hours {
		p.fail("E340", s, word+" lies outside the horizon", "", "the horizon begins on "+horizon.Begin.Format("2006-01-02")+" and lasts "+spanned(horizon.Hours))
		return
	}
	p.a.At = model.Moment{Kind: model.Day, From: max(0, from), To: min(from+24, horizon.Hours)}
}

// relativeTo reads RATIO of FLEET and NUMBER x FLEET; the value is not known yet.
func (p *assertionParser) relativeTo(s span, k *figureKind) float64 {
	at := relative.FindStringIndex(s.text)
	factor, fleet := s.cut(0, at[0]), s.cut(at[1], len(s.text))
	if k == &chanceFigure {
		p.fail("E036", s, "what P(…) is compared with is a probability", "", "write 90 %; inside P(…) a figure is compared with another fleet's")
		return 0
	}
	if p.a.Stat == model.Probability && p.a.Metric == "outage_duration" {
		p.fail("E341", s, "outages of two fleets have no pairs", "P(…) compares in each trial, which has any number of outages", "compare a percentile, or write a value")
		return 0
	}
	part := &figureKind{kind: limitNumber, what: "how many times another fleet's figure", unit: "1"}
	if strings.TrimSpace(s.text[at[0]:at[1]]) == "of" {
		part = &figureKind{kind: limitShare, what: "a part of another fleet's figure", unit: "1"}
	}
	p.a.Factor = p.limit(factor, part)
	if p.bad {
		return 0
	}
	if !(p.a.Factor > 0) {
		p.fail("E341", factor, "a limit of nothing", "", "write `75 % of FLEET` or `2 x FLEET`")
		return 0
	}
	own := p.a.Fleet
	other := p.fleet(fleet, fleet.text)
	p.a.Of, p.a.Fleet = p.a.Fleet, own
	switch {
	case other == nil:
	case p.a.Of == own:
		p.fail("E341", fleet, "a fleet compared with itself", "", "name another fleet, or write a value")
	case p.a.Pool != "" && !contains(poolNames(other), p.a.Pool):
		p.fail("E341", fleet, "fleet "+fleet.text+" has no pool "+p.a.Pool+" to compare with", "", "compare figures that both have")
	case p.a.Workload != "" && !contains(p.serves(other), p.a.Workload):
		p.fail("E341", fleet, "fleet "+fleet.text+" does not serve "+p.a.Workload, "", "compare figures that both have")
	}
	return 0
}

const survivesForm = "write `FLEET.survives(DOMAIN, 1)`, with a domain or a pool of the fleet, and `at: mean` for the mean demand"

// survives reads FLEET.survives(DOMAIN-or-POOL, N [, at: peak|mean]).
func (p *assertionParser) survives(fleet, rest span) {
	f := p.fleet(fleet, fleet.text)
	if f == nil {
		return
	}
	if len(f.Pools) == 0 && contains(p.r.planNames(), f.Name) {
		p.fail("E342", fleet, "survives of a plan", "it is other fleets in each phase", "ask it of a fleet that the plan runs")
		return
	}
	if !strings.HasSuffix(rest.text, ")") || strings.Count(rest.text, ")") > 1 {
		p.fail("E030", rest, "survives stands alone, with its brackets closed", "", survivesForm)
		return
	}
	inside := rest.cut(1, len(rest.text)-1)
	var args []span
	for from := 0; from <= len(inside.text); {
		to := strings.IndexByte(inside.text[from:], ',')
		if to < 0 {
			to = len(inside.text) - from
		}
		args = append(args, inside.cut(from, from+to))
		from += to + 1
	}
	if len(args) < 2 || len(args) > 3 {
		p.fail("E342", inside, "survives says what is lost, and how many", "", survivesForm)
		return
	}
	v := &model.Survival{Level: -1, What: args[0].text}
	most := p.lost(v, f, args[0])
	if len(args) == 3 {
		switch at := strings.Join(strings.Fields(args[2].text), ""); at {
		case "at:peak":
		case "at:mean":
			v.Mean = true
		default:
			p.fail("E342", args[2], "no such demand", "", "write `at: peak` or `at: mean`")
		}
	}
	n, err := strconv.Atoi(args[1].text)
	switch {
	case err != nil || n < 1:
		p.fail("E342", args[1], "how many are lost is a whole number, 1 or more", "", survivesForm)
	case most > 0 && n > most:
		p.fail("E342", args[1], "fleet "+f.Name+" has "+strconv.Itoa(most)+" of "+v.What, "more than there are", "write a smaller number")
	}
	v.N = n
	p.a.Survives, p.a.Metric, p.a.Unit, p.a.Relation, p.a.Limit = v, "survives", "1", model.AtLeast, 1
}

// lost finds what a survival loses, and returns how many there are.
func (p *assertionParser) lost(v *model.Survival, f *model.Fleet, s span) int {
	domains, pools := domainNames(f), poolNames(f)
	if v.Level = indexOf(domains, s.text); v.Level >= 0 {
		most := 1
		for i := v.Level; i >= 0 && f.Domains[i].Tree == f.Domains[v.Level].Tree; i-- {
			if most *= f.Domains[i].Count; most > math.MaxInt32 {
				break
			}
		}
		return most
	}
	if v.Pool = indexOf(pools, s.text); v.Pool < 0 {
		s.text = s.text + strings.Repeat(" ", max(0, 1-utf8.RuneCountInString(s.text)))
		p.fail("E031", s, "no domain or pool "+s.text+" in fleet "+f.Name, "", hint(s.text, append(append([]string{}, domains...), pools...)))
		return 0
	}
	most := f.Pools[v.Pool].Count
	if sb := f.Pools[v.Pool].Standby; sb != nil {
		most += sb.Count
	}
	return most
}

// date reads a day as a limit, in hours from the horizon's start: what comes on that day
// is neither before nor after it.
func (p *assertionParser) date(s span, k *figureKind) float64 {
	horizon := &p.r.plan.Horizon
	day, ok := parseDate(s.text)
	switch {
	case !ok:
		s.text += strings.Repeat(" ", max(0, 1-utf8.RuneCountInString(s.text)))
		p.fail("E034", s, k.what+" is a day", "", "write a day such as "+k.example+", or a month for its first")
		return 0
	case horizon.Begin.IsZero():
		p.fail("E034", s, "a day in a plan whose horizon starts on none", "", "write `horizon: {start: 2027-01, years: 5}`")
		return 0
	}
	at := day.Sub(horizon.Begin).Hours()
	if at < 0 || at > horizon.Hours {
		p.fail("E034", s, s.text+" lies outside the horizon", "beyond it nothing is known", "the horizon begins on "+horizon.Begin.Format("2006-01-02")+" and lasts "+spanned(horizon.Hours))
		return 0
	}
	relation := p.a.Relation
	if p.a.Stat == model.Probability {
		relation = p.a.Within
	}
	if relation == model.AtMost || relation == model.Above { // all of the day
		at = math.Nextafter(at+24, 0)
	}
	return at
}
