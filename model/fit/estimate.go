package fit

import (
	"context"
	"math"
	"strconv"

	"gonum.org/v1/gonum/mathext"

	"github.com/capplan/capplan/model"
)

// Options say how to fit. The zero value fits all four laws.
type Options struct {
	Laws     []model.LawKind // nil: exponential, Weibull, lognormal, gamma
	Level    float64         // coverage of the intervals; 0: 0.9, as of the ranges of a scenario
	Jobs     int             // bounds parallelism and never changes a result; 0: all processors
	Progress func(done, total int)
}

// A Result says which laws a log holds. Its figures have six digits.
type Result struct {
	Kind     string    `json:"kind"`  // failures or repairs
	Level    float64   `json:"level"` // of the intervals
	Groups   []Group   `json:"groups"`
	Warnings []Warning `json:"warnings"`
}

// A Warning is true but easily misread.
type Warning struct {
	Code  string `json:"code"`
	Group string `json:"group,omitempty"`
	Text  string `json:"text"`
}

// A Group is the answer for a part of a log.
type Group struct {
	Name     string  `json:"name"` // empty: the whole log
	Units    int     `json:"units"`
	Ended    int     `json:"ended"`
	LeftOut  int     `json:"left_out"`
	Exposure float64 `json:"exposure"` // hours watched
	Oldest   float64 `json:"oldest"`   // hours, the largest age seen
	// Crude is exposure ÷ ended, the mean that the log has if nothing depends on age;
	// null where nothing ended.
	Crude *Figure `json:"crude"`
	// AtLeast bounds that mean from below with 95 % confidence where nothing ended:
	// exposure ÷ 3 (rule of three).
	AtLeast *float64 `json:"at_least,omitempty"`
	Laws    []Law    `json:"laws"`
	Best    string   `json:"best"` // law to answer with; empty: none is identified
	Verdict string   `json:"verdict"`
}

// A Figure is an estimate with its standard error and its interval.
type Figure struct {
	Value float64 `json:"value"`
	SE    float64 `json:"se"`
	Lo    float64 `json:"lo"`
	Hi    float64 `json:"hi"`
}

// A Law is a family fitted to a log. Figures that are not known are null.
type Law struct {
	Name      string  `json:"law"`
	Mean      *Figure `json:"mean"`                // hours; null where the log does not identify the law
	Parameter string  `json:"parameter,omitempty"` // shape or cv
	Shape     *Figure `json:"value"`               // of the parameter
	// Correlation of the errors of ln mean and ln parameter.
	Correlation *float64 `json:"correlation"`
	LogL        *float64 `json:"log_likelihood"`
	AIC         *float64 `json:"aic"`
	BIC         *float64 `json:"bic"`
	ByOldest    *float64 `json:"by_oldest"` // probability to end by the oldest age seen
	Distance    *float64 `json:"distance"`  // of the product-limit curve; null: too few ends
	P           *float64 `json:"p"`         // how often a log of this law is as far; null: too few ends to judge
	Resamples   int      `json:"resamples"`
	Problem     string   `json:"problem,omitempty"` // why it is not identified

	kind model.LawKind
	rank float64 // Spearman's, of mean and parameter under a Gaussian copula
}

// fewest is how many ends a judgement of fit needs.
const fewest = 5

// Fit fits laws to every group of a log. It returns the context's error when that ends
// first. Groups in which nothing ended get a bound instead of a law.
func Fit(ctx context.Context, log model.LifeLog, o Options) (*Result, error) {
	if o.Level == 0 {
		o.Level = 0.9
	}
	list := families
	if o.Laws != nil {
		list = nil
		for _, k := range o.Laws {
			list = append(list, familyOf(k))
		}
	}
	r, customary := &Result{Kind: "failures", Level: o.Level, Warnings: []Warning{}}, model.Weibull
	if log.Repairs {
		r.Kind, customary = "repairs", model.Lognormal
	}
	p := newProgress(o.Progress, len(log.Groups)*len(list))
	for i := range log.Groups {
		g, err := fitGroup(ctx, &log.Groups[i], list, o, p)
		if err != nil {
			return nil, err
		}
		if best := g.best(customary); best != nil {
			g.Best = best.Name
		}
		r.warn(g, &log.Groups[i])
		g.Verdict = r.verdict(g)
		g.round()
		r.Groups = append(r.Groups, *g)
	}
	return r, nil
}

func fitGroup(ctx context.Context, in *model.LifeGroup, list []*family, o Options, p *progress) (*Group, error) {
	s := gather(in.Lives)
	g := &Group{Name: in.Name, Units: int(s.units), Ended: int(s.ends), LeftOut: in.LeftOut, Exposure: s.exposure, Oldest: s.oldest, Laws: []Law{}}
	if g.Ended == 0 {
		bound := s.exposure / 3
		g.AtLeast = &bound
		p.skip(len(list))
		return g, nil
	}
	z := mathext.NormalQuantile((1 + o.Level) / 2)
	g.Crude = figure(math.Log(s.exposure/s.ends), 1/math.Sqrt(s.ends), z)
	design := designOf(in.Lives, s)
	for _, x := range solve(s, list) {
		l := x.law(s, z)
		if l.Problem == "" && g.Ended >= fewest {
			j, err := x.judge(ctx, design, s, in.Name, o.Jobs, p.tick(resamplesFor(len(s.rows))))
			if err != nil {
				return nil, err
			}
			l.Distance, l.Resamples = &j.distance, j.resamples
			if j.resamples >= leastResamples/2 {
				l.P = &j.p
			}
		}
		p.skip(1)
		g.Laws = append(g.Laws, l)
	}
	return g, ctx.Err()
}

// figure returns e^ln with its standard error by the delta method and the interval that
// is symmetric on the log scale.
func figure(ln, se, z float64) *Figure {
	v := math.Exp(ln)
	return &Figure{Value: v, SE: v * se, Lo: math.Exp(ln - z*se), Hi: math.Exp(ln + z*se)}
}

// law reports a solution: the errors are those of the inverse of the observed
// information −∂²ln L, taken to mean and shape by their derivatives (delta method).
func (x *solution) law(s *sample, z float64) Law {
	f := x.family
	l := Law{Name: f.kind.String(), Parameter: f.second, kind: f.kind}
	switch {
	case f.second != "" && s.distinct() < 2:
		l.Problem = "all ends lie at one age"
		return l
	case !x.ok:
		l.Problem = "its " + f.second + " is not identified: the likelihood has no maximum"
		return l
	}
	ln, ma, mb := f.mean(x.theta)
	shape, sb := f.shape(x.theta)
	aa, ab, bb := x.covariance()
	meanVar := ma*ma*aa + 2*ma*mb*ab + mb*mb*bb
	if ln > 690 || math.IsNaN(ln) {
		l.Problem = "its mean is beyond all bounds"
		return l
	}
	l.Mean = figure(ln, math.Sqrt(meanVar), z)
	if f.second != "" {
		l.Shape = figure(shape, math.Abs(sb)*math.Sqrt(bb), z)
		c := sb * (ma*ab + mb*bb) / math.Sqrt(meanVar*sb*sb*bb)
		if math.Abs(c) < 1e-9 {
			c = 0 // rounding
		}
		l.Correlation = known(c)
	}
	k := float64(f.parameters())
	l.LogL, l.AIC, l.BIC = known(x.slope.f), known(2*k-2*x.slope.f), known(k*math.Log(s.ends)-2*x.slope.f)
	l.ByOldest = known(-math.Expm1(-f.hazard(x.theta, s.oldest)))
	return l
}

func known(x float64) *float64 { return &x }

func (f *family) parameters() int {
	if f.second == "" {
		return 1
	}
	return 2
}

// covariance inverts the observed information.
func (x *solution) covariance() (aa, ab, bb float64) {
	v := &x.slope
	if x.family.second == "" {
		return -1 / v.aa, 0, 0
	}
	det := v.aa*v.bb - v.ab*v.ab
	return -v.bb / det, v.ab / det, -v.aa / det
}

// round cuts figures to the six digits that the search for the maximum stands for.
func (g *Group) round() {
	list := []*float64{&g.Exposure, &g.Oldest, g.AtLeast}
	figures := []*Figure{g.Crude}
	for i := range g.Laws {
		l := &g.Laws[i]
		if l.Correlation != nil {
			l.rank = math.Max(-0.9999, math.Min(6/math.Pi*math.Asin(*l.Correlation/2), 0.9999))
		}
		list = append(list, l.Correlation, l.LogL, l.AIC, l.BIC, l.ByOldest, l.Distance, l.P)
		figures = append(figures, l.Mean, l.Shape)
	}
	for _, f := range figures {
		if f != nil {
			list = append(list, &f.Value, &f.SE, &f.Lo, &f.Hi)
		}
	}
	for _, x := range list {
		if x == nil {
			continue
		}
		*x, _ = strconv.ParseFloat(strconv.FormatFloat(*x, 'g', 6, 64), 64)
	}
}
