package report

import (
	"bytes"
	"context"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/capplan/capplan"
)

func opened(t *testing.T, r *capplan.Result) (*excelize.File, []byte) {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, r, "xlsx", Options{}); err != nil {
		t.Fatal(err)
	}
	data := bytes.Clone(b.Bytes())
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f, data
}

func evaluated(t *testing.T, f *excelize.File, sheet, cell string) float64 {
	t.Helper()
	s, err := f.CalcCellValue(sheet, cell, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatalf("%s!%s: %v", sheet, cell, err)
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatalf("%s!%s is %q", sheet, cell, s)
	}
	return x
}

// below finds the row of a title in column A.
func below(t *testing.T, f *excelize.File, sheet, title string) int {
	t.Helper()
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		if len(r) > 0 && r[0] == title {
			return i + 1
		}
	}
	t.Fatalf("no %q on %s", title, sheet)
	return 0
}

// fiscal is a scenario with everything that a workbook turns into formulas: a fiscal year, a
// cost of capital, residual values, what is there already, bytes by price, and a purchase at
// the start of the last month that is credited at its end.
const fiscal = `version: 1
name: fiscal
currency: USD
horizon: {start: 2027-05, years: 3}
finance: {fiscal_year: april, discount_rate: 7 %, cost_of_capital: 9 %}
workloads: {w: {peak: 1k req/s}}
fleets:
  new:
    network: {per_request: 1 kB, price: 0.05 USD/GB}
    count: 4
    failures: never
    hardware: {price: 50k USD, useful_life: 35 months, support: 6 %/year}
    engineering: {one_off: 90k USD}
  old: {count: 4, failures: never, hardware: {price: 50k USD, useful_life: 5 y}, owned: {since: 2025-01, book: 90k USD}}
`

// compared is the result of a file, on few trials.
func compared(t *testing.T, path string) *capplan.Result {
	t.Helper()
	s, err := capplan.Load(path, capplan.LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := capplan.Compare(context.Background(), s, capplan.Options{Trials: 20})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func scenarioFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "capplan.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// partOfMonths ends within a month: what is left, what a month costs and present values
// go by the time that lies within the horizon.
const partOfMonths = `version: 1
name: part
currency: USD
horizon: 100 d
finance: {discount_rate: 50 %, cost_of_capital: 8 %, depreciation: {life: 5 y, salvage: 10 %}}
fleets:
  a: {count: 2, failures: never, hardware: {price: 60k USD, useful_life: 2 y, support: 12 %/year}, recurring: 8760 USD/year, one_off: 5k USD}
`

// TestWorkbookComesToTheSameCents evaluates the formulas of examples: totals, years, present
// values, each month's cash and expense, and each line's level payment are the bill's.
func TestWorkbookComesToTheSameCents(t *testing.T) {
	paths := []string{scenarioFile(t, fiscal), scenarioFile(t, partOfMonths)}
	for _, name := range []string{"hello", "taobao", "bank"} {
		paths = append(paths, "../../../../examples/"+name+"/capplan.yaml")
	}
	for _, path := range paths {
		r := compared(t, path)
		f, data := opened(t, r)
		if _, again := opened(t, r); !bytes.Equal(data, again) {
			t.Errorf("%s: two workbooks of one result differ", r.Scenario.Name)
		}
		for i, n := range names(r) {
			c := cents{t: t, f: f, r: r, fleet: n}
			c.totals(2 + i)
			c.monthly()
			c.level()
		}
	}
}

// cents compares a workbook with a fleet's bill.
type cents struct {
	t     *testing.T
	f     *excelize.File
	r     *capplan.Result
	fleet string
}

func (c *cents) same(what string, got, want float64) {
	c.t.Helper()
	if !(math.Abs(got-want) < 0.005) {
		c.t.Errorf("%s, %s: %s is %.6f in the workbook, %.6f in the result", c.r.Scenario.Name, c.fleet, what, got, want)
	}
}

func (c *cents) cell(sheet, cell string) float64 {
	c.t.Helper()
	return evaluated(c.t, c.f, sheet, cell)
}

func (c *cents) totals(column int) {
	bill := c.r.Fleets[c.fleet].Bill
	at := func(title string) float64 {
		return c.cell(totalsSheet, cellName(column, below(c.t, c.f, totalsSheet, title)))
	}
	var capex, level float64
	for _, l := range bill.Lines {
		if l.Capital {
			capex += l.Cash
		}
	}
	for _, l := range bill.Level {
		level += number(l.Total)
	}
	c.same("total", at("Total cash"), number(bill.Total))
	c.same("present value", at("Present value"), number(bill.PresentValue))
	c.same("capex", at("Of it invested, less residual values"), capex)
	c.same("level", at("A month, level"), level)
	c.same("cash peak", at("Largest cumulative cash"), peakOf(bill))
	c.same("mean", at("mean"), *c.r.Fleets[c.fleet].Metrics["cost.pv"].Mean)
	for name, m := range c.r.Fleets[c.fleet].Metrics {
		y, ok := strings.CutPrefix(name, "cost.year.")
		if ok && m.Method == "exact" { // no draw moves it
			c.same(name, at(y), *m.Mean)
		}
	}
}

// peakOf works out the largest cumulative cash from the lines.
func peakOf(b *capplan.Bill) (peak float64) {
	cumulative := 0.0
	for m := range b.ByMonth {
		paid := 0.0
		for _, l := range b.Lines {
			if l.From == m && (l.Op == "buy" || l.Op == "once") {
				paid += l.Amount
			}
		}
		peak = max(peak, cumulative+paid)
		cumulative = number(b.ByMonth[m].Cumulative)
	}
	return max(peak, cumulative)
}

func (c *cents) monthly() {
	b := &book{r: c.r}
	bill := c.r.Fleets[c.fleet].Bill
	cash, expense := b.sheetOf(cashKind, c.fleet), b.sheetOf(expenseKind, c.fleet)
	paid, spent := below(c.t, c.f, cash, "Cash"), below(c.t, c.f, expense, "Expense")
	var sum float64
	for m := range bill.ByMonth {
		c.same("cash of month "+strconv.Itoa(m), c.cell(cash, cellName(monthColumn+m, paid)), number(bill.ByMonth[m].Cash))
		c.same("expense of month "+strconv.Itoa(m), c.cell(expense, cellName(monthColumn+m, spent)), number(bill.ByMonth[m].Expense))
		sum += number(bill.ByMonth[m].Expense)
	}
	c.same("expense", c.cell(expense, sumColumn+strconv.Itoa(spent)), sum)
	if formulas(c.t, c.f, cash) < 10*len(bill.ByMonth)/12 {
		c.t.Errorf("few formulas on %s", cash)
	}
}

func (c *cents) level() {
	sheet := (&book{r: c.r}).sheetOf(levelKind, c.fleet)
	got := map[string][3]float64{}
	for row := 2; row < below(c.t, c.f, sheet, "A month, level")-1; row++ {
		name, err := c.f.CalcCellValue(sheet, cellName(1, row))
		if err != nil {
			c.t.Fatal(err)
		}
		sum := got[name]
		for k := range sum {
			if s, _ := c.f.GetCellFormula(sheet, cellName(5+k, row)); s != "" {
				sum[k] += c.cell(sheet, cellName(5+k, row))
			}
		}
		got[name] = sum
	}
	for _, l := range c.r.Fleets[c.fleet].Bill.Level {
		for k, want := range []string{l.Amortisation, l.Interest, l.Running} {
			c.same(l.Name+", level", got[l.Name][k], number(want))
		}
	}
}

// TestWorkbookSaysWhen: days are dates of a spreadsheet, and there are none without a start.
func TestWorkbookSaysWhen(t *testing.T) {
	r := compared(t, scenarioFile(t, fiscal))
	f, _ := opened(t, r)
	if s, err := f.GetCellValue("cash new", "G2"); err != nil || s != "2027-06-01" {
		t.Errorf("the second month begins at %q, %v", s, err)
	}
	if x := evaluated(t, f, "cash new", "G2"); x != 46539 { // days since 1899-12-30
		t.Errorf("the second month is day %v", x)
	}
	below(t, f, totalsSheet, "Cash by fiscal year, by the year it starts in")
	var found []string
	for row := lineRow; row < lineRow+10; row++ {
		s, err := f.CalcCellValue("cash new", cellName(1, row))
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, s)
	}
	if !contains(found, "servers, residual value") || !contains(found, "servers") {
		t.Errorf("the rows of cash are %q", found)
	}
	r = compared(t, scenarioFile(t, strings.NewReplacer("{start: 2027-05, years: 3}", "3 y", "fiscal_year: april, ", "", ", owned: {since: 2025-01, book: 90k USD}", "").Replace(fiscal)))
	f, _ = opened(t, r)
	if s, _ := f.GetCellValue("cash new", "G2"); s != "" {
		t.Errorf("without a start the second month begins at %q", s)
	}
	c := cents{t: t, f: f, r: r, fleet: "new"}
	c.totals(2)
}

func formulas(t *testing.T, f *excelize.File, sheet string) (n int) {
	rows, err := f.GetRows(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		for k := range rows[i] {
			if s, _ := f.GetCellFormula(sheet, cellName(k+1, i+1)); s != "" {
				n++
			}
		}
	}
	return n
}

// TestWorkbookFollowsItsInputs: another price and another discount rate typed into the
// workbook move its totals as the formulas say.
func TestWorkbookFollowsItsInputs(t *testing.T) {
	r := compared(t, "../../../../examples/hello/capplan.yaml")
	f, _ := opened(t, r)
	total, present := below(t, f, totalsSheet, "Total cash"), below(t, f, totalsSheet, "Present value")
	before := evaluated(t, f, totalsSheet, cellName(2, total))
	if err := f.SetCellValue(linesSheet, "M2", number("9750")); err != nil { // four for 9,500 each before
		t.Fatal(err)
	}
	if got := evaluated(t, f, totalsSheet, cellName(2, total)) - before; !(math.Abs(got-1000) < 0.005) {
		t.Errorf("1,000 more for servers move the total by %v", got)
	}
	if err := f.SetCellValue(inputsSheet, "B7", 0.1); err != nil {
		t.Fatal(err)
	}
	support := 0.0 // 285 at the end of each of 60 months
	for m := 1; m <= 60; m++ {
		support += 285 * math.Pow(1.1, -float64(m)/12)
	}
	if got := evaluated(t, f, totalsSheet, cellName(2, present)); !(math.Abs(got-39000-support) < 0.005) {
		t.Errorf("present value at 10 %% is %v, want %v", got, 39000+support)
	}
}

// TestWorkbookRunsNoTextOfTheUser: a name that looks like a formula stays a text.
func TestWorkbookRunsNoTextOfTheUser(t *testing.T) {
	r := sample()
	r.Assumption = append(r.Assumption, capplan.Assumption{Path: "=1+1", Value: "+2"})
	f, _ := opened(t, r)
	row := below(t, f, assumptionsSheet, "=1+1")
	if s, _ := f.GetCellFormula(assumptionsSheet, cellName(1, row)); s != "" {
		t.Errorf("a path became the formula %s", s)
	}
	for _, long := range []string{strings.Repeat("x", 60), "Totals"} {
		r.Fleets[long] = capplan.FleetResult{Order: 9}
	}
	opened(t, r)
}
