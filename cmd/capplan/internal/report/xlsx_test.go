package report

import (
	"bytes"
	"context"
	"math"
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

// TestWorkbookComesToTheSameCents evaluates the formulas of every example: totals,
// present values and each month's cash are those of the bill.
func TestWorkbookComesToTheSameCents(t *testing.T) {
	for _, name := range []string{"hello", "taobao", "bank"} {
		s, err := capplan.Load("../../../../examples/"+name+"/capplan.yaml", capplan.LoadOptions{})
		if err != nil {
			t.Fatal(err)
		}
		r, err := capplan.Compare(context.Background(), s, capplan.Options{Trials: 20})
		if err != nil {
			t.Fatal(err)
		}
		f, data := opened(t, r)
		if _, again := opened(t, r); !bytes.Equal(data, again) {
			t.Errorf("%s: two workbooks of one result differ", name)
		}
		b := &book{r: r}
		total, present := below(t, f, totalsSheet, "Total cash"), below(t, f, totalsSheet, "Present value")
		for i, n := range names(r) {
			bill := r.Fleets[n].Bill
			same := func(what string, got float64, want string) {
				if !(math.Abs(got-number(want)) < 0.005) {
					t.Errorf("%s, %s: %s is %.6f in the workbook, %s in the bill", name, n, what, got, want)
				}
			}
			same("total", evaluated(t, f, totalsSheet, cellName(2+i, total)), bill.Total)
			same("present value", evaluated(t, f, totalsSheet, cellName(2+i, present)), bill.PresentValue)
			sheet := b.sheetOf(n)
			cash := below(t, f, sheet, "Cash")
			for m := range bill.ByMonth {
				same("cash of month "+strconv.Itoa(m), evaluated(t, f, sheet, cellName(5+m, cash)), bill.ByMonth[m].Cash)
			}
			if formulas(t, f, sheet) < 10*len(bill.ByMonth)/12 {
				t.Errorf("%s: few formulas on %s", name, sheet)
			}
		}
	}
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
	s, err := capplan.Load("../../../../examples/hello/capplan.yaml", capplan.LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := capplan.Compare(context.Background(), s, capplan.Options{Trials: 20})
	if err != nil {
		t.Fatal(err)
	}
	f, _ := opened(t, r)
	total, present := below(t, f, totalsSheet, "Total cash"), below(t, f, totalsSheet, "Present value")
	before := evaluated(t, f, totalsSheet, cellName(2, total))
	if err := f.SetCellValue(linesSheet, "G2", number("39000")); err != nil { // 38,000 before
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
