package main

import (
	"embed"
	"math/rand"
	"regexp"
	"strings"
)

//go:embed expressions.txt
var written embed.FS

func writtenExpressions() []string {
	text, _ := written.ReadFile("expressions.txt")
	var out []string
	for _, line := range strings.Split(string(text), "\n") {
		if line != "" && !strings.HasPrefix(line, "#") {
			out = append(out, line)
		}
	}
	return out
}

// The tree that written expressions speak of.
const selfText = `{"a":{"b":"x","c-d":1,"namespace":"n"},"s":"hello","e":"","u":"grün","n":3,"neg":-7,"d":1.5,"t":true,"f":false,
"none":null,"list":[1,2,3],"strs":["a","b","b"],"empty":[],"nested":[[1],[2,3]],"objs":[{"key":"k1","v":1},{"key":"k2"}],
"map":{"x":1,"y":2},"big":9223372036854775807,"ip":"10.0.0.1","cidr":"10.0.0.0/8","url":"https://user@example.com:8080/a%20b?x=1&x=2#f",
"q":"1500m","ver":"1.2.3-rc.1","time":"2020-02-29T12:34:56.789Z","dur":"1h30m"}`

func expressionInputs(seed int64) []map[string]any {
	self := decode([]byte(selfText))
	var out []map[string]any
	for _, text := range writtenExpressions() {
		out = append(out, map[string]any{"expression": text, "self": self})
	}
	random := rand.New(rand.NewSource(seed))
	for i := 0; i < 6000; i++ {
		g := &generator{random: random}
		text := g.any(1 + random.Intn(4))
		if len(text) < 400 {
			out = append(out, map[string]any{"expression": text, "self": self})
		}
	}
	return out
}

// generator writes expressions that mostly have a type.
type generator struct {
	random *rand.Rand
	locals []string
}

func (g *generator) pick(options ...string) string { return options[g.random.Intn(len(options))] }

func (g *generator) any(depth int) string {
	switch g.random.Intn(12) {
	case 0, 1, 2, 3, 4:
		return g.boolean(depth)
	case 5, 6:
		return g.number(depth)
	case 7, 8:
		return g.text(depth)
	case 9, 10:
		return g.list(depth)
	}
	return g.dyn(depth)
}

func (g *generator) dyn(depth int) string {
	if len(g.locals) > 0 && g.random.Intn(3) == 0 {
		return g.locals[g.random.Intn(len(g.locals))]
	}
	if depth <= 0 || g.random.Intn(2) == 0 {
		return g.pick("self", "self.a", "self.a.b", "self.s", "self.e", "self.n", "self.d", "self.t", "self.none", "self.list", "self.strs", "self.empty",
			"self.objs", "self.map", "self.map.x", "self.big", "self.missing", "self.a.missing", "self.objs[0]", "self.objs[0].key", "self.objs[1].v", "self.list[1]",
			"self.list[9]", "self.map['y']", "self['s']", "self.nested", "self.nested[1]", "dyn(1)", "dyn('x')", "dyn([1])", "self.?a.?b", "self.?missing", "self.map[?'x']")
	}
	switch g.random.Intn(6) {
	case 0:
		return "(" + g.boolean(depth-1) + " ? " + g.dyn(depth-1) + " : " + g.dyn(depth-1) + ")"
	case 1:
		return g.dyn(depth-1) + "[" + g.any(depth-1) + "]"
	case 2:
		return g.dyn(depth-1) + "." + g.pick("a", "b", "key", "x")
	case 3:
		return "dyn(" + g.any(depth-1) + ")"
	case 4:
		return g.dyn(depth-1) + ".?" + g.pick("a", "b", "key") + ".orValue(" + g.any(depth-1) + ")"
	}
	return g.dyn(depth-1) + g.pick(" + ", " - ", " * ", " / ", " % ") + g.dyn(depth-1)
}

func (g *generator) boolean(depth int) string {
	if depth <= 0 {
		return g.pick("true", "false", "self.t", "self.f", "has(self.a)", "has(self.missing)", "has(self.a.b)", "has(self.missing.x)", "self.n == 3", "self.s != 'hello'", "1 in self.list")
	}
	switch g.random.Intn(16) {
	case 0, 1:
		return g.boolean(depth-1) + " && " + g.boolean(depth-1)
	case 2, 3:
		return "(" + g.boolean(depth-1) + " || " + g.boolean(depth-1) + ")"
	case 4:
		return "!(" + g.boolean(depth-1) + ")"
	case 5:
		a := g.random.Intn(4)
		switch a {
		case 0:
			return g.number(depth-1) + g.pick(" == ", " != ", " < ", " <= ", " > ", " >= ") + g.number(depth-1)
		case 1:
			return g.text(depth-1) + g.pick(" == ", " != ", " < ", " <= ", " > ", " >= ") + g.text(depth-1)
		case 2:
			return g.list(depth-1) + g.pick(" == ", " != ") + g.list(depth-1)
		}
		return g.dyn(depth-1) + g.pick(" == ", " != ", " < ", " <= ", " > ", " >= ") + g.any(depth-1)
	case 6:
		return g.any(depth-1) + " in " + g.list(depth-1)
	case 7, 8, 9:
		variable := g.pick("i", "j", "k")
		over := g.list(depth - 1)
		g.locals = append(g.locals, variable)
		body := g.boolean(depth - 1)
		g.locals = g.locals[:len(g.locals)-1]
		return over + "." + g.pick("all", "exists", "exists_one", "existsOne") + "(" + variable + ", " + body + ")"
	case 10:
		return g.text(depth-1) + "." + g.pick("contains", "startsWith", "endsWith", "matches") + "(" + g.text(depth-1) + ")"
	case 11:
		return "has(" + g.dyn(depth-1) + "." + g.pick("a", "b", "key", "x", "missing") + ")"
	case 12:
		return g.boolean(depth-1) + " ? " + g.boolean(depth-1) + " : " + g.boolean(depth-1)
	case 13:
		return g.pick("isIP(", "isCIDR(", "isURL(", "isQuantity(", "isSemver(") + g.text(depth-1) + ")"
	case 14:
		return g.list(depth-1) + ".isSorted()"
	}
	return "sets." + g.pick("contains", "equivalent", "intersects") + "(" + g.list(depth-1) + ", " + g.list(depth-1) + ")"
}

func (g *generator) number(depth int) string {
	if depth <= 0 {
		return g.pick("0", "1", "-1", "2", "3", "7u", "0u", "1.5", "-2.0", "9223372036854775807", "-9223372036854775808", "18446744073709551615u", "self.n", "self.d", "self.neg", "self.big", "1e3", "0x1F")
	}
	switch g.random.Intn(9) {
	case 0, 1, 2:
		return g.number(depth-1) + g.pick(" + ", " - ", " * ", " / ", " % ") + g.number(depth-1)
	case 3:
		return "-(" + g.number(depth-1) + ")"
	case 4:
		return g.pick("size(", "int(", "uint(", "double(") + g.any(depth-1) + ")"
	case 5:
		return g.any(depth-1) + ".size()"
	case 6:
		return g.list(depth-1) + "." + g.pick("sum()", "min()", "max()", "indexOf(1)", "lastIndexOf('b')")
	case 7:
		return g.text(depth-1) + "." + g.pick("indexOf('l')", "lastIndexOf('l')", "indexOf('l', 3)")
	}
	return "(" + g.boolean(depth-1) + " ? " + g.number(depth-1) + " : " + g.number(depth-1) + ")"
}

func (g *generator) text(depth int) string {
	if depth <= 0 {
		return g.pick("''", "'a'", "'hello'", "'l'", "'^h.*o$'", "'10.0.0.1'", "'10.0.0.0/8'", "'1Gi'", "'1.2.3'", "'https://a.b/c'", "'grün'", "'1'", "'a,b,c'", "self.s", "self.e", "self.u", "self.a.b", "self.ip", "self.q", "\"x\\n\"", "r'\\d+'")
	}
	switch g.random.Intn(8) {
	case 0, 1:
		return g.text(depth-1) + " + " + g.text(depth-1)
	case 2:
		return "string(" + g.any(depth-1) + ")"
	case 3:
		return g.text(depth-1) + "." + g.pick("lowerAscii()", "upperAscii()", "trim()", "substring(1)", "substring(0, 2)", "charAt(1)", "replace('l', 'LL')", "replace('', '-')", "replace('l', '', 1)", "find('[a-z]')")
	case 4:
		return g.list(depth-1) + ".join(" + g.pick("", "','") + ")"
	case 5:
		return "strings.quote(" + g.text(depth-1) + ")"
	case 6:
		return "'" + g.pick("%s", "%d", "%x", "%.2f", "%b", "%s-%s", "%o", "100%%") + "'.format([" + g.any(depth-1) + "])"
	}
	return "(" + g.boolean(depth-1) + " ? " + g.text(depth-1) + " : " + g.text(depth-1) + ")"
}

func (g *generator) list(depth int) string {
	if depth <= 0 {
		return g.pick("[]", "[1, 2, 3]", "['a', 'b']", "[1.0, 2.0]", "[true]", "self.list", "self.strs", "self.empty", "self.objs", "self.nested", "self.map", "[self.n, 4]", "[[1], []]", "{'a': 1}", "[b'a']")
	}
	switch g.random.Intn(10) {
	case 0, 1:
		return "[" + g.any(depth-1) + ", " + g.any(depth-1) + "]"
	case 2:
		return g.list(depth-1) + " + " + g.list(depth-1)
	case 3, 4:
		variable := g.pick("i", "j", "k")
		over := g.list(depth - 1)
		g.locals = append(g.locals, variable)
		defer func() { g.locals = g.locals[:len(g.locals)-1] }()
		if g.random.Intn(2) == 0 {
			return over + ".map(" + variable + ", " + g.any(depth-1) + ")"
		}
		return over + ".filter(" + variable + ", " + g.boolean(depth-1) + ")"
	case 5:
		return g.text(depth-1) + ".split(" + g.pick("'l'", "','", "''", "'l', 1", "'l', 2") + ")"
	case 6:
		return g.text(depth-1) + ".findAll('[a-z]'" + g.pick("", ", 2", ", 0") + ")"
	case 7:
		return g.list(depth-1) + "." + g.pick("distinct()", "reverse()", "sort()", "flatten()", "slice(0, 1)", "slice(1, 3)")
	case 8:
		return "[" + g.any(depth-1) + "]"
	}
	return "(" + g.boolean(depth-1) + " ? " + g.list(depth-1) + " : " + g.list(depth-1) + ")"
}

// syntaxInputs: expressions with tokens taken out, put in or swapped.
func syntaxInputs(seed int64) []map[string]any {
	random := rand.New(rand.NewSource(seed))
	token := regexp.MustCompile(`[A-Za-z_][A-Za-z_0-9]*|[0-9.]+|'[^']*'|"[^"]*"|&&|\|\||==|!=|<=|>=|\s+|.`)
	extra := []string{"(", ")", "[", "]", "{", "}", ".", ",", "?", ":", "+", "-", "*", "/", "%", "!", "&&", "||", "==", "<", "in", "true", "null", "1", "'s'", "x", "&", "|", "=", "$", "'", "\"", "`", "\n", "ü", "1u", "1.5", "b'x'", "package", "#"}
	var out []map[string]any
	texts := writtenExpressions()
	for i := 0; i < 5000; i++ {
		tokens := token.FindAllString(texts[random.Intn(len(texts))], -1)
		for edits := 1 + random.Intn(2); edits > 0 && len(tokens) > 0; edits-- {
			at := random.Intn(len(tokens))
			switch random.Intn(4) {
			case 0:
				tokens = append(tokens[:at:at], tokens[at+1:]...)
			case 1:
				tokens = append(tokens[:at:at], append([]string{extra[random.Intn(len(extra))]}, tokens[at:]...)...)
			case 2:
				tokens = tokens[:at]
			default:
				tokens[at] = extra[random.Intn(len(extra))]
			}
		}
		out = append(out, map[string]any{"expression": strings.Join(tokens, "")})
	}
	return out
}
