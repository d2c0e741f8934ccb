package fleets

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/capplan/capplan/model"
)

// RequireFlag is where assertions come from that are in no file.
const RequireFlag = "--require"

// require reads assertions that are asked for beside those of the scenario, as if they
// stood there.
func (r *reader) require() {
	for i, text := range r.opt.Require {
		src := newSource(RequireFlag, text)
		src.set = true
		r.register(src)
		at := place{src: src, line: 1, col: 1, width: max(1, utf8.RuneCountInString(text))}
		a := model.Assertion{ID: "require." + strconv.Itoa(i)}
		p := assertionParser{r: r, a: &a, n: &node{shape: textShape, text: text, at: at}}
		if strings.TrimSpace(text) == "" {
			p.fail("E030", span{text, 0}, "an assertion is missing", "", assertionForm)
			continue
		}
		if p.parse(); p.bad || p.skip {
			continue
		}
		a.That, a.Origin, a.Width = strings.Join(strings.Fields(text), " "), p.n.origin(), at.width
		r.plan.Assertions = append(r.plan.Assertions, a)
	}
}
