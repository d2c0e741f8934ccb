// Package pricing turns priced events into a bill: cash by month, by year and
// by category, present value, profit and loss, a level month, and charges that
// reconcile.
//
// A [Bill] is filled line by line with plain amounts in major units of one
// currency: [Bill.Buy] for what is purchased and wears out, [Bill.Recur] for
// what runs, [Bill.Once] for the rest; or with what these are made of, each at
// its [Price]: an [Asset], a [Lease], a [Rent], a [Running] cost, a [Licence],
// [Power], a [Facility], a [Team]. It knows months, lives and rates, and
// nothing of what the money is for.
//
// Three views share the lines: [Bill.ByMonth] is cash, [Bill.Expenses] profit
// and loss, [Bill.Level] a month of level payments. [NetPresentValue],
// [InternalRate] and [Payback] judge the difference of two bills' [Bill.Flows].
//
// House rules: every posting is rounded to micro-units once and only integers
// are summed after that, so lines add up to totals exactly. Costs are
// positive, money received is negative. A purchase is paid at the start of its
// month, a running cost at the end of each month.
package pricing
