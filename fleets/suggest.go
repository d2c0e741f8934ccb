package fleets

import "strings"

// nearest returns the candidate most like a word, empty when none is close.
func nearest(word string, candidates []string) string {
	best, bound := "", 1+len([]rune(word))/3
	for _, c := range candidates {
		if strings.EqualFold(c, word) {
			return c
		}
		if d := distance(strings.ToLower(word), strings.ToLower(c), bound); d <= bound {
			best, bound = c, d-1
		}
		if bound < 0 {
			break
		}
	}
	return best
}

// distance returns the Damerau–Levenshtein distance (optimal string alignment):
// insertions, deletions, replacements and swaps of neighbours. Words whose
// lengths differ by more than bound are not looked at.
func distance(a, b string, bound int) int {
	s, t := []rune(a), []rune(b)
	if len(s)-len(t) > bound || len(t)-len(s) > bound {
		return bound + 1
	}
	two, one, now := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range one {
		one[j] = j
	}
	for i := 1; i <= len(s); i++ {
		now[0] = i
		for j := 1; j <= len(t); j++ {
			cost := 1
			if s[i-1] == t[j-1] {
				cost = 0
			}
			now[j] = min(one[j]+1, now[j-1]+1, one[j-1]+cost)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				now[j] = min(now[j], two[j-2]+1)
			}
		}
		two, one, now = one, now, two
	}
	return one[len(t)]
}

// list joins words for a sentence, at most eight.
func list(words []string) string {
	if len(words) > 9 {
		words = append(append([]string(nil), words[:8]...), "…")
	}
	return strings.Join(words, ", ")
}

// hint is the help for a word that should be one of others.
func hint(word string, allowed []string) string {
	if near := nearest(word, allowed); near != "" {
		return "did you mean " + near + "?"
	}
	if len(allowed) == 0 {
		return ""
	}
	return "allowed: " + list(allowed)
}
