package fleets

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/capplan/capplan/model"
)

const assertionForm = "write `mean(FLEET.METRIC) <= VALUE`, with mean, median, p1 … p99.9 or sd, or `P(FLEET.METRIC <= VALUE) >= 90 %`"

// assertions reads what the scenario promises.
func (r *reader) assertions(n *node) {
	if n == nil {
		return
	}
	if n.shape != listShape {
		r.failNode("E100", n, "assertions is a list", "", "write `[{that: mean(a.availability) >= 99.9 %}]`")
		return
	}
	ids := map[string]place{}
	for i, it := range n.items {
		o := r.object(it, item("assertions", i), "an assertion")
		a := model.Assertion{ID: item("assertions", i), Because: o.text("because")}
		if id := o.get("id"); id != nil && r.scalar(id, "a name") {
			a.ID = id.text
			if first, dup := ids[id.text]; dup {
				r.reportNode("E037", id, Diagnostic{Message: "two assertions are called " + id.text, Label: "second one", Help: "give each its own id", Note: "first here", Related: first.ref()})
			}
			ids[id.text] = id.at
		}
		a.Warn = o.word("severity", "error", "warn") == "warn"
		a.WarnInconclusive = o.word("on_inconclusive", "fail", "warn") == "warn"
		a.Waiver, a.Ended = r.waiver(o)
		that := o.get("that")
		if that == nil {
			o.missing("that", assertionForm)
		}
		o.done()
		if that == nil || !r.scalar(that, "an assertion") {
			continue
		}
		p := assertionParser{r: r, a: &a, n: that}
		if p.parse(); p.bad || p.skip {
			continue
		}
		at := that.where()
		a.That, a.Origin, a.Width = strings.Join(strings.Fields(that.text), " "), that.origin(), at.width
		r.plan.Assertions = append(r.plan.Assertions, a)
	}
}

// An assertionParser reads one text. Offsets are in characters of it.
type assertionParser struct {
	r         *reader
	a         *model.Assertion
	n         *node
	asked     bool // only the figure is asked for, without a limit
	bad, skip bool
}

// A span is a part of the text.
type span struct {
	text string
	off  int
}

// cut returns bytes i..j of a span without the blanks around it.
func (s span) cut(i, j int) span {
	t := s.text[i:j]
	lead := len(t) - len(strings.TrimLeft(t, " \n"))
	return span{strings.TrimSpace(t), s.off + utf8.RuneCountInString(s.text[:i]+t[:lead])}
}

func (p *assertionParser) fail(code string, s span, message, label, help string) {
	p.bad = true
	p.r.problem(p.n, &problem{code, message, label, help, s.off, max(1, utf8.RuneCountInString(s.text))})
}

var (
	quantileWord = regexp.MustCompile(`^p([0-9]+(?:\.[0-9]+)?)$`)
	relationSign = regexp.MustCompile(`<=|>=|=<|=>|==|!=|≤|≥|<|>|=`)
	relative     = regexp.MustCompile(`\s(of|x)\s`)
)

// parse reads STAT(figure) OP limit, and P(figure OP limit) OP ratio.
func (p *assertionParser) parse() {
	whole := span{p.n.text, 0}
	open := strings.IndexByte(p.n.text, '(')
	if open < 0 {
		p.noStatistic(whole.cut(0, len(whole.text)))
		return
	}
	stat := whole.cut(0, open)
	if fleet, ok := strings.CutSuffix(stat.text, ".survives"); ok {
		p.survives(span{fleet, stat.off}, whole.cut(open, len(whole.text)))
		return
	}
	shut := strings.IndexByte(p.n.text, ')')
	if shut < open {
		p.fail("E030", whole.cut(open, len(whole.text)), "a bracket that is not closed", "", assertionForm)
		return
	}
	if p.statistic(stat); p.bad {
		return
	}
	inside, rest := whole.cut(open+1, shut), whole.cut(shut+1, len(whole.text))
	var kind *figureKind
	if p.a.Stat == model.Probability {
		at := p.relation(inside, &p.a.Within)
		if at == nil {
			return
		}
		if kind = p.figure(inside.cut(0, at[0])); kind != nil {
			p.a.Bound = p.limit(inside.cut(at[1], len(inside.text)), kind)
		}
		kind = &chanceFigure
	} else {
		kind = p.figure(inside)
	}
	at := p.relation(rest, &p.a.Relation)
	if at == nil || kind == nil {
		return
	}
	if at[0] > 0 {
		p.fail("E030", rest.cut(0, at[0]), "a word that does not belong here", "<=, <, >= or > is expected", assertionForm)
		return
	}
	value := rest.cut(at[1], len(rest.text))
	p.a.Limit = p.limit(value, kind)
	if kind == &chanceFigure && !p.bad && !(p.a.Limit >= 0 && p.a.Limit <= 1) {
		p.fail("E036", value, "a probability lies between 0 % and 100 %", "", "write 90 %")
	}
}

// noStatistic is for FLEET.METRIC OP VALUE.
func (p *assertionParser) noStatistic(s span) {
	name, _, _ := strings.Cut(s.text, " ")
	if at := relationSign.FindStringIndex(name); at != nil {
		name = name[:at[0]]
	}
	if strings.Contains(name, ".") {
		p.fail("E033", span{name, s.off}, "an assertion says which statistic of "+name+" it means", "mean, median, p90 …", "write mean("+name+")"+strings.TrimPrefix(s.text, name))
		return
	}
	p.fail("E030", s, "not an assertion", "", assertionForm)
}

func (p *assertionParser) statistic(s span) {
	a := p.a
	m := quantileWord.FindStringSubmatch(s.text)
	switch {
	case s.text == "mean":
		a.Stat = model.Mean
	case s.text == "median":
		a.Stat, a.Level = model.Quantile, 0.5
	case s.text == "sd":
		a.Stat = model.SD
	case s.text == "P":
		a.Stat = model.Probability
	case m != nil:
		a.Stat = model.Quantile
		level, err := strconv.ParseFloat(m[1], 64)
		if err != nil || !(level >= 1 && level <= 99.9) {
			p.fail("E033", s, s.text+" is no percentile", "p1 to p99.9", "write p90")
		}
		a.Level = level / 100
	case s.text == "":
		p.fail("E033", span{"(", s.off}, "a statistic is missing", "mean, median, p90, sd or P", assertionForm)
	default:
		help := hint(s.text, []string{"mean", "median", "sd", "P", "p10", "p50", "p90", "p99"})
		if s.text == "p" {
			help = "did you mean P?"
		}
		p.fail("E033", s, "no statistic "+s.text, "", help)
	}
}

// relation finds the sign of a comparison, and returns where it stands.
func (p *assertionParser) relation(s span, to *model.Relation) []int {
	at := relationSign.FindStringIndex(s.text)
	if at == nil {
		if s.text == "" {
			s = span{")", utf8.RuneCountInString(strings.TrimRight(p.n.text, " ")) - 1}
		}
		p.fail("E030", s, "nothing to compare with", "<=, <, >= or > is expected", assertionForm)
		return nil
	}
	sign := s.text[at[0]:at[1]]
	switch sign {
	case "<=", "<", ">=", ">":
		*to = model.Relation(sign)
		return at
	}
	mended := map[string]string{"≤": "<=", "=<": "<=", "≥": ">=", "=>": ">="}[sign]
	if mended == "" {
		mended = "<= or >="
	}
	p.fail("E030", s.cut(at[0], at[1]), sign+" is no comparison", "", "write "+mended)
	return nil
}

// figure reads FLEET[.WORKLOAD | .pools.POOL].METRIC and what it is measured in.
func (p *assertionParser) figure(s span) *figureKind {
	var at span
	if i := strings.IndexByte(s.text, '@'); i >= 0 {
		at = s.cut(i, len(s.text))
		s = s.cut(0, i)
	}
	parts := strings.Split(s.text, ".")
	fleet := p.fleet(s, parts[0])
	if fleet == nil {
		return nil
	}
	metric := parts[1:]
	switch {
	case len(metric) > 1 && metric[0] == "pools":
		p.a.Pool = metric[1]
		if len(fleet.Pools) == 0 {
			p.fail("E031", s.part(parts, 2), "a plan has no pools of its own", "", "ask for a pool of one of the fleets that it runs")
			return nil
		}
		if !contains(poolNames(fleet), p.a.Pool) {
			p.fail("E031", s.part(parts, 2), "no pool "+p.a.Pool+" in fleet "+fleet.Name, "", hint(p.a.Pool, poolNames(fleet)))
			return nil
		}
		metric = metric[2:]
	case len(metric) > 1 && !knownMetric(strings.Join(metric, ".")) && contains(p.serves(fleet), metric[0]):
		p.a.Workload, metric = metric[0], metric[1:]
	}
	p.a.Metric = strings.Join(metric, ".")
	name := s.part(parts, len(parts)-len(metric))
	name.text = p.a.Metric
	kind := p.metric(s, name, fleet, metric)
	if kind != nil {
		p.moment(at)
	}
	return kind
}

// part returns the place of the i-th part of a path.
func (s span) part(parts []string, i int) span {
	if i >= len(parts) {
		return s
	}
	before := strings.Join(parts[:i], ".")
	if i > 0 {
		before += "."
	}
	return span{parts[i], s.off + utf8.RuneCountInString(before)}
}

func (p *assertionParser) fleet(s span, name string) *model.Fleet {
	for i := range p.r.plan.Fleets {
		if f := &p.r.plan.Fleets[i]; f.Name == name {
			p.a.Fleet = name
			return f
		}
	}
	for i := range p.r.plan.Migrations {
		if m := &p.r.plan.Migrations[i]; m.Name == name {
			p.a.Fleet = name
			return p.r.planned(m)
		}
	}
	if p.r.root.get("plans").get(name) != nil { // what is wrong with it is reported
		p.skip = true
		return nil
	}
	at := span{name, s.off}
	if knownMetric(s.text) {
		p.fail("E031", s, "a figure says whose it is", "no fleet", "write FLEET."+s.text)
		return nil
	}
	p.fail("E031", at, "no fleet "+name, "", hint(name, p.r.compared()))
	return nil
}

func (p *assertionParser) serves(f *model.Fleet) []string {
	var out []string
	for _, w := range f.Serves {
		out = append(out, p.r.plan.Workloads[w].Name)
	}
	return out
}

func (p *assertionParser) metric(whole, at span, fleet *model.Fleet, parts []string) *figureKind {
	name := p.a.Metric
	switch {
	case name == "":
		p.fail("E032", whole, "a metric is missing", "", "write "+whole.text+".availability")
		return nil
	case !knownMetric(name):
		help := hint(name, metricNames)
		if len(parts) > 1 && knownMetric(strings.Join(parts[1:], ".")) {
			help = "fleet " + fleet.Name + " has no workload " + parts[0] + "; pools stand under pools: " + fleet.Name + ".pools." + name
		}
		p.fail("E032", at, "no metric "+name, "", help)
		return nil
	}
	kind := p.r.figureKind(name)
	if p.asked {
		return kind
	}
	if kind.date && (p.a.Stat == model.Mean || p.a.Stat == model.SD) {
		p.fail("E033", at, name+" may never come, so it has neither mean nor sd", "a day", "state its median or a percentile, or P("+whole.text+" >= 2027-11-11)")
		return nil
	}
	p.a.Unit = kind.unit
	return kind
}

// limit reads a value in the unit of a figure.
func (p *assertionParser) limit(s span, k *figureKind) float64 {
	if k.date {
		return p.date(s, k)
	}
	if relative.MatchString(s.text) {
		return p.relativeTo(s, k)
	}
	if s.text == "" {
		s = span{")", utf8.RuneCountInString(strings.TrimRight(p.n.text, " ")) - 1}
		p.fail("E030", s, "a limit is missing", "", "write "+k.example)
		return 0
	}
	if strings.Contains(s.text, "..") || strings.ContainsAny(s.text, "±") {
		p.fail("E034", s, "a limit is one value, not a range", "", "write "+k.example)
		return 0
	}
	if k.money && p.r.plan.Currency == "" {
		p.fail("E034", s, k.what+" is money, and the file names no currency", "", "add `currency: USD` at the top")
		return 0
	}
	l, bad := parseLiteral(s.text, s.off)
	if bad != nil {
		p.bad = true
		p.r.problem(p.n, bad)
		return 0
	}
	c, currency, bad := p.r.convert(k.kind, &l)
	if bad != nil {
		if strings.HasPrefix(bad.code, "E01") && bad.code != "E014" {
			bad.code = "E034"
			bad.message = fmt.Sprintf("%s is %s: %s", k.what, k.shown(), bad.message)
		}
		p.bad = true
		p.r.problem(p.n, bad)
		return 0
	}
	if k.money && currency != p.r.plan.Currency {
		p.fail("E034", s, "a limit is in the scenario's currency, "+p.r.plan.Currency, currency, "write the amount in "+p.r.plan.Currency)
		return 0
	}
	v, ok := l.value(c.exp)
	if !ok {
		p.fail("E016", s, l.digits+" is too large", "more than a computer's number holds", "")
	}
	for range c.months {
		v *= p.r.month
	}
	for range -c.months {
		v /= p.r.month
	}
	if v *= c.factor; k.whole() && v > 1 {
		p.fail("E036", s, k.what+" lies between 0 % and 100 %", "", "write "+k.example)
	}
	return v
}
