package decide

import "time"

// Schema names the version of the result's JSON form.
const Schema = "capplan/result/v1"

// A Result is the complete answer to one scenario. Every renderer works from it
// alone, now or later from its JSON.
type Result struct {
	Schema     string                 `json:"schema"`
	Complete   bool                   `json:"complete"`
	Verdict    *string                `json:"verdict"` // pass, fail, inconclusive, skipped; null where nothing was asserted
	Tool       Tool                   `json:"tool"`
	Scenario   Scenario               `json:"scenario"`
	Inputs     []Input                `json:"inputs"`
	Catalog    Catalog                `json:"catalog"`
	Seed       uint64                 `json:"seed"`
	Trials     int                    `json:"trials"`
	Method     string                 `json:"method"` // as asked for: auto, exact, simulate
	Fleets     map[string]FleetResult `json:"fleets"`
	Comparison []Comparison           `json:"comparisons"`         // every fleet against every other
	Reversals  []Reversal             `json:"reversals,omitempty"` // the inputs that come nearest to turning the order of the two cheapest fleets
	Traffic    []TrafficRow           `json:"traffic"`             // workloads by sources by years
	Stops      []Stop                 `json:"stops"`               // sources that are cut off
	Months     []TrafficMonths        `json:"traffic_months"`
	Assertions []AssertionResult      `json:"assertions"`
	Observed   []Observed             `json:"observed,omitempty"` // what happened, against what is predicted
	Gate       *Gate                  `json:"gate,omitempty"`     // of a check
	Answer     Answer                 `json:"answer"`
	Assumption []Assumption           `json:"assumptions"`
	Warnings   []Warning              `json:"warnings"`
	LeftOut    []LeftOut              `json:"left_out,omitempty"` // what is not modelled
	Command    string                 `json:"command,omitempty"`  // that asked for it, without what changes no figure
	Redacted   string                 `json:"redacted,omitempty"` // prices: their values and all amounts of money were taken out
}

// Tool says which program answered.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Scenario repeats what every report states.
type Scenario struct {
	Name         string     `json:"name"`
	Description  string     `json:"description,omitempty"`
	Currency     string     `json:"currency,omitempty"`
	HorizonHours float64    `json:"horizon_hours"`
	Start        *time.Time `json:"start,omitempty"`
	FiscalMonth  int        `json:"fiscal_month,omitempty"` // first month of a year of cost.year.*; absent: January
	Steady       bool       `json:"steady"`
	HoursPerYear float64    `json:"hours_per_year"`
	MonthHours   float64    `json:"month_hours"`
	Baseline     string     `json:"baseline"`
	Interval     float64    `json:"interval"`  // coverage of the ranges in the file
	Uncertain    int        `json:"uncertain"` // number of uncertain inputs
}

// Input is a file that was read.
type Input struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
}

// Catalog is the embedded catalogue that was used.
type Catalog struct {
	Version string `json:"version"`
	SHA256  string `json:"sha256"`
}

// A FleetResult holds what is known of one fleet.
type FleetResult struct {
	Order       int                       `json:"order"` // place among the columns, from 0
	Description string                    `json:"description,omitempty"`
	Basis       string                    `json:"basis"`                  // of availability: time or requests
	Objective   *float64                  `json:"availability_objective"` // the strictest
	ObjectiveOf string                    `json:"objective_of"`           // the workload it was promised for
	Metrics     map[string]Metric         `json:"metrics"`
	Sized       map[string]int            `json:"sized,omitempty"` // counts that were chosen for the load, by pool
	Pools       map[string]PoolResult     `json:"pools"`
	Workloads   map[string]WorkloadResult `json:"workloads"`
	Phases      []PhaseResult             `json:"phases,omitempty"`         // of a plan
	Causes      []Cause                   `json:"causes"`                   // largest first; they sum to the mean of downtime
	Exceedance  *Exceedance               `json:"exceedance,omitempty"`     // of downtime, from histories
	LoadCurve   *LoadCurve                `json:"load_curve,omitempty"`     // null: nothing limits
	Fan         *Fan                      `json:"demand_fan,omitempty"`     // null: nothing limits
	Cuts        []Cut                     `json:"cuts"`                     // worst first; minimal, to first order, at likely values
	Costs       []Cost                    `json:"costs"`                    // in the order of the categories
	CostSteps   []CostStep                `json:"cost_steps,omitempty"`     // against the baseline, in the order of the categories; those that differ
	CashSums    []CashSum                 `json:"cash_sums,omitempty"`      // of the start and each year's end
	Beyond      string                    `json:"cheaper_beyond,omitempty"` // the fleet that costs less just above the crossover
	Rival       string                    `json:"overtakes,omitempty"`      // the fleet that the figures of maturity hold it against
	Bottleneck  string                    `json:"bottleneck"`               // what limits capacity.peak in most trials; of a check that asks for no capacity, at likely values
	Limits      []string                  `json:"limits_only,omitempty"`    // the workloads that it limits, unless all
	Next        string                    `json:"next_limit,omitempty"`     // what limits capacity.next
	DegradedBy  string                    `json:"degraded_by"`              // the one loss that hurts most
	DomainLost  string                    `json:"domain_lost,omitempty"`    // the level whose loss headroom.correlated is for
	Charges     []Charge                  `json:"charges"`                  // at likely values
	Bill        *Bill                     `json:"bill"`                     // null without money
	Unpriced    []string                  `json:"unpriced"`                 // pools whose hardware is not in the cost, for want of a price
	Promised    []DataPromise             `json:"data_promised,omitempty"`  // what its workloads were promised of their data

	peak float64 // req/s that it carries at likely values; 0: capacity.peak says it, or nothing does

	// Of a long run: what [sums] adds up beside the figures.
	name  string
	kept  []keptColumn
	named map[string][]string
	over  map[string]int64 // trials with more downtime than the objective leaves
}

type keptColumn struct {
	key string
	v   column
}

// PoolResult holds what is known of one pool.
type PoolResult struct {
	Count   int               `json:"count"`
	Metrics map[string]Metric `json:"metrics"`
	Losses  []Losing          `json:"data_losses,omitempty"` // largest first; how the loss of data comes
}

// A Losing is a part of a pool's losses of data, at likely values.
type Losing struct {
	What   string  `json:"what"`
	Events float64 `json:"events"` // a year
}

// A DataPromise is a workload's data_loss objective.
type DataPromise struct {
	Workload string  `json:"workload"`
	Limit    float64 `json:"limit"` // events a year
	Kept     bool    `json:"kept"`
}

// WorkloadResult holds what is known of one workload on one fleet.
type WorkloadResult struct {
	Basis     string            `json:"basis"`
	Objective *float64          `json:"availability_objective"`
	Right     *float64          `json:"wrong_results_objective,omitempty"` // most wrong results of a request that are promised
	Metrics   map[string]Metric `json:"metrics"`

	Exceedance *Exceedance `json:"exceedance,omitempty"` // of its downtime, where the fleet serves others beside it
}

// A Metric is a figure with its unit, its method and its error. Mean, Lo and Hi
// are its expectation and the bounds on that; percentiles and SD describe trials.
// null: not known.
type Metric struct {
	Unit             string   `json:"unit"`
	Mean             *float64 `json:"mean"`
	Lo               *float64 `json:"lo"`
	Hi               *float64 `json:"hi"`
	Level            float64  `json:"level"`
	SD               *float64 `json:"sd"`
	P1               *float64 `json:"p1"`
	P5               *float64 `json:"p5"`
	P10              *float64 `json:"p10"`
	P50              *float64 `json:"p50"`
	P90              *float64 `json:"p90"`
	P95              *float64 `json:"p95"`
	P99              *float64 `json:"p99"`
	Method           string   `json:"method"`
	PercentileMethod string   `json:"percentile_method,omitempty"`
	Error            *float64 `json:"percentile_error,omitempty"` // how far percentiles may be off, as a part of themselves (of 1 − them, where what is missing is summed up); absent: they are order statistics
	Inputs           *float64 `json:"inputs_share"`               // of the variance; the rest is luck
	Why              string   `json:"why"`

	of *trialed // nil where nothing asserts it
}

// A Cause is a part of the mean downtime.
type Cause struct {
	Cause    string  `json:"cause"`
	Downtime float64 `json:"downtime"` // min/year
	Share    float64 `json:"share"`    // of the whole
	Method   string  `json:"method"`
}

// A Cost is one category, present value.
type Cost struct {
	Category string  `json:"category"`
	PV       float64 `json:"pv"` // mean over trials
	P10      float64 `json:"p10"`
	P50      float64 `json:"p50"`
	P90      float64 `json:"p90"`
}

// A Comparison holds two fleets against each other in each trial, on the same
// draws and the same luck.
type Comparison struct {
	Fleet      string `json:"fleet"`
	Against    string `json:"against"`
	Metric     string `json:"metric"`
	Less       Metric `json:"p_less"`     // share of trials in which Fleet's figure is smaller
	Difference Metric `json:"difference"` // Fleet's figure minus the other's
}

// A Charge is a row of the costs table, shaped like FOCUS.
type Charge struct {
	PeriodStart   string  `json:"charge_period_start"` // ISO 8601
	PeriodEnd     string  `json:"charge_period_end"`
	Category      string  `json:"charge_category"`
	Frequency     string  `json:"charge_frequency"`
	Description   string  `json:"charge_description"`
	Service       string  `json:"service_category"`
	Resource      string  `json:"resource_name"`
	Quantity      float64 `json:"pricing_quantity"`
	PricingUnit   string  `json:"pricing_unit"`
	BilledCost    string  `json:"billed_cost"`    // decimal
	EffectiveCost string  `json:"effective_cost"` // decimal
	Tax           string  `json:"tax"`            // of billed_cost
}

// An Assumption is an input with its origin.
type Assumption struct {
	Path       string `json:"path"`
	Value      string `json:"value"`
	File       string `json:"file,omitempty"`
	Line       int    `json:"line,omitempty"`
	Entry      string `json:"catalog,omitempty"`
	Source     string `json:"source,omitempty"`
	Date       string `json:"date,omitempty"`
	Confidence string `json:"confidence,omitempty"`
	Uncertain  bool   `json:"uncertain"`

	// by fleet: share of the variance of its cost.pv that the rank of this input
	// explains; null where nothing is known of that
	Effects map[string]float64 `json:"effects"`
}

// A Warning is true but easily misread.
type Warning struct {
	Code  string `json:"code"`
	Text  string `json:"text"`
	Fleet string `json:"fleet,omitempty"`
	File  string `json:"file,omitempty"`
	Line  int    `json:"line,omitempty"`
}

// An Answer is the result in sentences. Every number in a sentence is listed with
// the place in the result that it comes from and how it is rounded.
type Answer struct {
	Verdict Sentence   `json:"verdict"`
	Why     []Sentence `json:"why"`
	Next    string     `json:"next"` // a command
}

// A Sentence is text whose numbers are figures of the result.
type Sentence struct {
	Text    string   `json:"text"`
	Figures []Figure `json:"figures"`
}

// A Figure ties a number in a sentence to the result: Text is how it stands in the
// sentence, Value the number it was made from, Path where that number is, as
// fleets/NAME/metrics/METRIC/STATISTIC, fleets/NAME/causes/INDEX/share and so on.
// Two paths mean the ratio of the first to the second.
type Figure struct {
	Text  string   `json:"text"`
	Value float64  `json:"value"`
	Path  []string `json:"path"`
}
