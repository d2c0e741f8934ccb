package model

import "slices"

// A LawKind names a family of laws of a positive random time.
type LawKind int

// Families of laws. NeverLaw never happens.
const (
	NeverLaw LawKind = iota
	Exponential
	Deterministic
	Lognormal
	Weibull
	Gamma // Erlang is Gamma with an integer shape
	Hyperexponential
	Uniform
	Empirical // each of a sample alike
)

var lawNames = [...]string{"never", "exponential", "deterministic", "lognormal", "weibull", "gamma", "hyperexponential", "uniform", "empirical"}

func (k LawKind) String() string { return lawNames[k] }

// A RandomTime is a random time as its author knows it: a family and parameters
// that may each be uncertain.
type RandomTime struct {
	Kind   LawKind
	Mean   Quantity  // hours
	Times  Quantity  // multiplies the mean where it is set: what else is uncertain in it, likely 1
	Shape  Quantity  // Weibull, Gamma
	CV     Quantity  // Lognormal, or Gamma and Weibull given by cv: Shape is then absent
	Phases []Phase   // Hyperexponential
	Lo, Hi Quantity  // Uniform, hours
	Sample []float64 // Empirical, hours, above 0, ascending
	Sums   []float64 // Empirical: Sums[i] = Sample[0] + … + Sample[i]
	Origin Origin
	Text   string
}

// EmpiricalTime returns the random time that is each of a sample of hours alike. It
// panics unless there is one and all are above 0.
func EmpiricalTime(sample []float64) RandomTime {
	t := RandomTime{Kind: Empirical, Sample: slices.Sorted(slices.Values(sample))}
	if len(sample) == 0 || !(t.Sample[0] > 0) {
		panic("model: an empirical law needs times above 0")
	}
	sum := 0.0
	for _, x := range t.Sample {
		sum += x
		t.Sums = append(t.Sums, sum)
	}
	return t
}

// A Phase is one exponential branch of a hyperexponential law.
type Phase struct {
	Share Quantity
	Mean  Quantity // hours
}

// At returns the law with every parameter drawn.
func (t *RandomTime) At(d Draw) Law {
	l := Law{Kind: t.Kind}
	switch t.Kind {
	case NeverLaw:
		return l
	case Uniform:
		l.Lo, l.Hi = t.Lo.At(d), t.Hi.At(d)
		l.Mean = (l.Lo + l.Hi) / 2
		return l
	case Empirical:
		l.Sample, l.Sums = t.Sample, t.Sums
		l.Mean = t.Sums[len(t.Sums)-1] / float64(len(t.Sample))
		return l
	case Hyperexponential:
		var sum float64
		for i := range t.Phases {
			sum += t.Phases[i].Share.At(d)
		}
		for i := range t.Phases {
			p := LawPhase{t.Phases[i].Share.At(d) / sum, t.Phases[i].Mean.At(d)}
			l.Phases = append(l.Phases, p)
			l.Mean += float64(p.Share * p.Mean)
		}
		return l
	}
	l.Mean = t.Mean.At(d)
	if t.Times.Set {
		l.Mean = float64(l.Mean * t.Times.At(d))
	}
	if t.Shape.Set {
		l.Shape = t.Shape.At(d)
	}
	if t.CV.Set {
		l.CV = t.CV.At(d)
	}
	return l.prepared()
}

// A Law is a law of a positive random time with known parameters. Times are in
// hours.
type Law struct {
	Kind   LawKind
	Mean   float64 // mean; +Inf is not used: see NeverLaw
	Shape  float64 // Weibull, Gamma
	CV     float64 // Lognormal: coefficient of variation
	Scale  float64 // Weibull and Gamma scale; Lognormal: exp(μ)
	Sigma  float64 // Lognormal σ
	Lo, Hi float64 // Uniform
	Phases []LawPhase
	Sample []float64 // Empirical, ascending
	Sums   []float64 // Empirical, running sums of Sample
}

// A LawPhase is one branch of a hyperexponential law.
type LawPhase struct{ Share, Mean float64 }

// Rate returns 1/Mean, or 0 for a time that never comes.
func (l Law) Rate() float64 {
	if l.Kind == NeverLaw {
		return 0
	}
	return 1 / l.Mean
}

// Unavailability returns the long-run share of time down of something that
// alternates between a life and a repair: MTTR/(MTTF+MTTR), whatever the laws.
func Unavailability(life, repair Law) float64 {
	if life.Kind == NeverLaw {
		return 0
	}
	if repair.Kind == NeverLaw {
		return 1
	}
	return repair.Mean / (life.Mean + repair.Mean)
}
