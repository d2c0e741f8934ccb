// Package rare estimates outages that crude histories never see: importance sampling
// of the embedded chain with the zero-variance approximation, and splitting as the
// check that shares nothing with it but the chain.
//
// A cycle goes from all up to all up (regeneration; all lives have no memory). Until
// the first outage of a cycle the next event is drawn with probabilities
//
//	q(x,y) = p(x,y) v(y) ÷ Σ_y p(x,y) v(y)
//
// where v(y) ≈ P(an outage before all is up | y) is computed from the likeliest paths
// (L'Ecuyer & Tuffin 2011); then, with the law of the system. With the exact v every
// cycle would have the same weight. One cycle in twenty is drawn by balanced failure
// biasing and one by the law of the system; the weight of a cycle is its probability
// over that of the mixture (the balance heuristic, Veach & Guibas 1995), so that no
// weight is over 20 however wrong v is. Times between events are integrated out where
// only their mean matters.
//
// Everything follows from five means (Goyal et al. 1992): hours down D, outages, and
// whether there is one, of a weighted cycle; the length T of a cycle and the hours to
// its end or first outage, of cycles drawn by the law of the system (measure-specific):
//
//	unavailability = E[D]/E[T]   outage rate = E[outages]/E[T]   MTTF = E[min(T, outage)]/P(outage)
//
// and the chance of an outage within t, with B the hours from the first failure of a
// cycle to its outage, Λ the rate at which all up is left, and A(s) the hours up to s
// and before any outage in which all is up,
//
//	unreliability = Λ E[A(t−B); outage]
//
// because all up is left at rate Λ whenever all is up, and what follows is a cycle that
// does not know what was before.
//
// Repairs that are not made of exponential stages are times; see race.go.
//
// A batch is one of 256 that share no random number; intervals are Student's over them.
package rare
