package main

import (
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/capplan/capplan"
	"github.com/capplan/capplan/cmd/capplan/internal/report"
)

var sheetKinds = kinds{formats: report.SheetFormats}

func (p *program) fitTraffic() *cobra.Command {
	c := &cobra.Command{
		Use:   "traffic LOAD.csv",
		Short: "peak, growth and profile, from a load that was measured",
		Long: `traffic fits what a scenario says of demand to a load over two weeks or more: CSV with
a column of times and one of requests a second

  time,rps
  2027-01-04T00:00,812

or what Prometheus answers to /api/v1/query_range, saved as it is; - is standard input.
The load is a rate: a counter is refused, with the query that gives its rate.

The peak is that of an ordinary day at the end of the series, or with --start on the day
on which a scenario's horizon starts. From four weeks on, days that stand out are left
out and named.`,
		Example: `  capplan fit traffic gateway.csv --column rps
  capplan fit traffic range.json --series 'job="web"' --start 2027-01-01
  capplan fit traffic hits.csv --column hits --per h -f json`,
		Args: oneLog,
	}
	f := c.Flags()
	f.String("column", "", "`COLUMN` of the load (default: the only one beside the time)")
	f.String("time", "", "`COLUMN` of the time (default: time, timestamp, date, ts or the first)")
	f.String("series", "", "which series of a Prometheus answer: `LABELS` or a label's value")
	f.Var(&choice{allowed: []string{"csv", "prometheus"}}, "input", "form of the file: csv, prometheus (default: by what it holds)")
	f.Var(&choice{value: "s", allowed: []string{"s", "min", "h", "d"}}, "per", "what values are counts per: s, min, h, d")
	f.String("start", "", "`DATE` that the peak is of (default: the end of the series)")
	p.sheet(c, func(file string, text func(string) string, stdin io.Reader) (*capplan.SheetFit, error) {
		var start time.Time
		if s := text("start"); s != "" {
			var err error
			if start, err = time.Parse(time.DateOnly, s); err != nil {
				return nil, problem("E066", "--start: "+s+" is no date", "write 2027-01-15")
			}
		}
		s, err := capplan.FitTraffic(file, capplan.SeriesOptions{
			Format: text("input"), Column: text("column"), Time: text("time"), Series: text("series"), Per: text("per"), Stdin: stdin,
		}, start)
		if s != nil {
			s.Next = "paste into a workload, with `horizon: {start: DATE}` on the day of the peak"
		}
		return s, err
	})
	words(c, "input", []string{"csv", "prometheus"})
	words(c, "per", []string{"s", "min", "h", "d"})
	return c
}

func (p *program) fitThroughput() *cobra.Command {
	c := &cobra.Command{
		Use:   "throughput TEST.csv",
		Short: "the scaling law of a pool or a group, from a load test",
		Long: `throughput fits the Universal Scalability Law to a load test: CSV with a column N of how
many units, processors or users there were and a column X of the throughput in requests
a second with them; - is standard input

  N,X
  1,64.9
  18,995.9

The law has a peak only where its coherency is surely above 0; else it says "peak not
identified". Beyond twice the largest number measured it is an extrapolation.`,
		Example: `  capplan fit throughput test.csv
  capplan fit throughput test.csv --n nodes --x tps -f json`,
		Args: oneLog,
	}
	f := c.Flags()
	f.String("n", "", "`COLUMN` of the number (default: N)")
	f.String("x", "", "`COLUMN` of the throughput (default: X)")
	p.sheet(c, func(file string, text func(string) string, stdin io.Reader) (*capplan.SheetFit, error) {
		s, err := capplan.FitThroughput(file, capplan.LoadTestOptions{N: text("n"), X: text("x"), Stdin: stdin})
		if s != nil {
			s.Next = "paste into a pool; with groups the law holds inside one, and its size is N"
		}
		return s, err
	})
	return c
}

// sheet adds the flags that both have, and what the verb does.
func (p *program) sheet(c *cobra.Command, fit func(file string, text func(string) string, stdin io.Reader) (*capplan.SheetFit, error)) {
	f := c.Flags()
	f.StringArrayP("output", "o", nil, "also write `[FORMAT=]PATH` (repeatable)")
	presentation(f, report.SheetFormats...)
	f.BoolP("quiet", "q", false, "the verdict and the lines to paste only")
	f.Bool("strict", false, "exit 1 when there is a warning")
	words(c, "format", report.SheetFormats)
	c.RunE = func(c *cobra.Command, args []string) error {
		v, err := p.settings(f)
		if err != nil {
			return err
		}
		outputs, err := f.GetStringArray("output")
		if err != nil {
			return err
		}
		targets, err := openKinds(outputs, sheetKinds)
		if err != nil {
			return err
		}
		defer abandon(targets)
		s, err := fit(args[0], func(name string) string { return f.Lookup(name).Value.String() }, interruptible{c.Context(), p.stdin})
		if c.Context().Err() != nil {
			return capplan.ErrInterrupted
		}
		if err != nil {
			return err
		}
		if err := spare(targets, s.Files, p.stdin); err != nil {
			return err
		}
		if err := p.rendered(v, targets, report.SheetFormats, func(w io.Writer, format string, o report.Options) error { return report.Sheet(w, s, format, o) }); err != nil {
			return err
		}
		if n := len(s.Warnings); n > 0 && v.GetBool("strict") {
			fmt.Fprintf(p.stderr, "strict: the answer has %s\n", counted(n, "warning"))
			return status(statusNo)
		}
		return nil
	}
}
