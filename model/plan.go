package model

import "time"

// A Plan is what a scenario file says, resolved: every reference followed, every
// default filled, every value with its origin. Maps of the file keep its order.
type Plan struct {
	Name, Description string
	Currency          string // ISO 4217; empty while no money appears
	Baseline          string // fleet that savings are measured against
	Horizon           Horizon
	Finance           Finance
	FX                []Rate
	Sites             []Site
	Workloads         []Workload
	Dependencies      []Dependency
	Fleets            []Fleet
	Migrations        []Migration // the plans of the file
	Run               Run
	Expect            []Expectation
	Assertions        []Assertion
	Observed          []Observation

	Unknowns     []Unknown
	Correlations []Correlation
	Inputs       []Input   // every value that can change an answer, in file order
	Warnings     []Warning // W2xx
}

// A Warning is true but easily misread.
type Warning struct {
	Code   string // W2xx
	Text   string
	Fleet  string // empty: the whole plan
	Origin Origin
}

// An Input is one value of the plan, for the list of assumptions.
type Input struct {
	Path       string
	Text       string // as written, unit and range included
	Origin     Origin
	Source     string // of a catalogue entry
	Date       string
	Confidence string
	Unknown    int // 1 + index into Unknowns; 0 when certain
}

// A Correlation joins two unknowns by Spearman's rank correlation in a Gaussian
// copula.
type Correlation struct {
	A, B int // indices into Unknowns
	Rank float64
}

// Horizon is the time that a plan looks at.
type Horizon struct {
	Hours  float64
	Begin  time.Time // zero when the file names no start
	Steady bool      // histories begin in the long-run state
	Origin Origin
}

// Finance holds what turns prices into costs.
type Finance struct {
	DiscountRate  Quantity // per year
	Inflation     Quantity // per year
	Salary        Price    // per year
	MonthHours    float64
	CostOfCapital Quantity   // per year, of level payments; absent: the discount rate
	FiscalStart   time.Month // first month of a fiscal year; 0: January
	Tax           *Tax       // nil: none
	Life          Quantity   // depreciation life, hours
	Salvage       Quantity   // share of the price left at the end of life
	NoResidual    bool       // finance.residual: none
}

// Money is an amount in one currency, in its major unit.
type Money struct {
	Quantity
	Currency string
}

// A Rate says what one unit of a currency costs in the plan's currency, from a
// year on.
type Rate struct {
	Currency string
	Values   []YearValue // by year, ascending; one with year 0 when it never changes
}

// A YearValue holds a value until the next year named.
type YearValue struct {
	Year  int
	Value Quantity
}

// A Site is where hardware stands.
type Site struct {
	Name        string
	Rental      RentalPrice
	EnergyPrice Price // per kWh
	EnergyFree  bool  // energy: included
	PUE         Quantity
	Space       Price     // per year and unit of SpacePer
	SpacePer    string    // "rack", "U" or "kW"
	RackSize    Quantity  // rack units; 42 when absent
	RackPower   Quantity  // watts; no limit when absent
	MostRacks   int       // that it has room for; 0: no limit
	MostPower   Quantity  // watts of machines that it has; absent: no limit
	Facility    *Facility // nil: none
	Network     Network
	GridCarbon  Quantity // kg of carbon dioxide per kWh
}

// A Dependency is something outside that requests need.
type Dependency struct {
	Name         string
	Limit        Quantity // calls per second; absent: none
	Growth       Quantity // of the limit, per year
	Over         Over     // what becomes of calls above the limit
	Patience     Quantity // hours that they wait at most; not Set: without end
	PerServer    Quantity // connections that each unit of a fleet holds; not Set: not counted
	Connections  Quantity // most of them that there may be
	HeldBy       []string // pools whose units hold them; nil: see Holders
	Latency      Quantity // hours
	Availability Quantity // absent: never out
	Repair       Quantity // mean outage, hours
	UsedBy       []int    // workloads
	UsedByAll    bool     // used_by is not written: all, or what is offloaded to it
	Share        Quantity // of their requests
	Counts       bool
	Price        Price // per request
	PricePerYear Price
}

// Over says what becomes of calls above the limit of a dependency.
type Over int

// What becomes of calls above a limit.
const (
	Refuse Over = iota // they are lost
	Queue              // they wait, in the order of arrival
	Retry              // they come again until there is room
)

func (o Over) String() string { return [...]string{"refuse", "queue", "retry"}[o] }

// Run is how the plan is to be answered.
type Run struct {
	Trials int
	Seed   uint64
	Level  float64 // coverage of the ranges in the file (run.interval)
	Method string  // auto, exact, simulate
}

// An Expectation is a known answer that a scenario carries.
type Expectation struct {
	Fleet, Pool, Metric, Statistic string
	Stat                           Stat    // the statistic: Mean, Quantile or SD
	Level                          float64 // of a Quantile
	Value, Tolerance               float64
	Source                         string
	Origin                         Origin
}
