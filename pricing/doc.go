// Package pricing turns priced events into a bill: cash by month, by year and
// by category, present value, and charges that reconcile.
//
// A [Bill] is filled line by line with plain amounts in major units of one
// currency: [Bill.Buy] for what is purchased and wears out, [Bill.Recur] for
// what runs, [Bill.Once] for the rest. It knows months, lives and rates, and
// nothing of what the money is for.
//
// House rules: every posting is rounded to micro-units once and only integers
// are summed after that, so lines add up to totals exactly. Costs are
// positive, money received is negative. A purchase is paid at the start of its
// month, a running cost at the end of each month.
package pricing
