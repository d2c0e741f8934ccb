package report

import "github.com/capplan/capplan/cmd/capplan/internal/report/view"

// viewWords write the numbers of charts as the screen does.
func viewWords() view.Words {
	return view.Words{
		Number: short,
		Value:  func(x float64, unit string) string { return withUnit(short(x), unit) },
		Share:  percent,
		Data:   data,
	}
}
