package eval

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"math"
	"net/url"
	"path"
	"strings"

	ctyyaml "github.com/zclconf/go-cty-yaml"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
)

// functions finds a function that needs to know its arguments. What is not
// here (timestamp, uuid, functions of providers, ...) is a symbol.
func functions(name string) (function.Function, bool) {
	if f, ok := library[name]; ok {
		return f, true
	}
	return function.Function{}, false
}

// library is never written to. Terraform's own documentation says what each
// function does: https://developer.hashicorp.com/terraform/language/functions
var library = map[string]function.Function{
	"abs": stdlib.AbsoluteFunc, "ceil": stdlib.CeilFunc, "chomp": stdlib.ChompFunc, "chunklist": stdlib.ChunklistFunc,
	"csvdecode": stdlib.CSVDecodeFunc, "floor": stdlib.FloorFunc, "format": stdlib.FormatFunc, "formatlist": stdlib.FormatListFunc,
	"formatdate": stdlib.FormatDateFunc, "indent": stdlib.IndentFunc, "jsondecode": stdlib.JSONDecodeFunc, "log": stdlib.LogFunc,
	"lower": stdlib.LowerFunc, "max": stdlib.MaxFunc, "min": stdlib.MinFunc, "parseint": stdlib.ParseIntFunc, "pow": stdlib.PowFunc,
	"range": stdlib.RangeFunc, "regex": stdlib.RegexFunc, "regexall": stdlib.RegexAllFunc, "setintersection": stdlib.SetIntersectionFunc,
	"setproduct": stdlib.SetProductFunc, "setsubtract": stdlib.SetSubtractFunc, "signum": stdlib.SignumFunc, "sort": stdlib.SortFunc,
	"split": stdlib.SplitFunc, "strrev": stdlib.ReverseFunc, "substr": stdlib.SubstrFunc, "timeadd": stdlib.TimeAddFunc,
	"title": stdlib.TitleFunc, "trim": stdlib.TrimFunc, "trimprefix": stdlib.TrimPrefixFunc, "trimspace": stdlib.TrimSpaceFunc,
	"trimsuffix": stdlib.TrimSuffixFunc, "upper": stdlib.UpperFunc, "yamldecode": ctyyaml.YAMLDecodeFunc, "yamlencode": ctyyaml.YAMLEncodeFunc,

	"alltrue":      over(func(list []cty.Value) (cty.Value, error) { return every(list, true) }),
	"anytrue":      over(func(list []cty.Value) (cty.Value, error) { return every(list, false) }),
	"sum":          over(sum),
	"index":        indexOf(),
	"matchkeys":    matchKeys(),
	"transpose":    transpose(),
	"startswith":   test(strings.HasPrefix),
	"endswith":     test(strings.HasSuffix),
	"strcontains":  test(strings.Contains),
	"basename":     onString(func(s string) (string, error) { return path.Base(s), nil }),
	"dirname":      onString(func(s string) (string, error) { return path.Dir(s), nil }),
	"base64encode": onString(base64Encode),
	"base64decode": onString(base64Decode),
	"cidrhost":     cidrHost(), "cidrnetmask": cidrNetmask(), "cidrsubnet": cidrSubnet(), "cidrsubnets": cidrSubnets(),
	"timecmp":          timeCompare(),
	"uuidv5":           uuidv5(),
	"textencodebase64": textCode(base64Encode),
	"textdecodebase64": textCode(base64Decode),
	"urldecode":        onString(url.QueryUnescape), // OpenTofu's
	"urlencode":        onString(func(s string) (string, error) { return url.QueryEscape(s), nil }),
	"md5":              digest(func(b []byte) []byte { d := md5.Sum(b); return d[:] }, hex.EncodeToString),
	"sha1":             digest(func(b []byte) []byte { d := sha1.Sum(b); return d[:] }, hex.EncodeToString),
	"sha256":           digest(func(b []byte) []byte { d := sha256.Sum256(b); return d[:] }, hex.EncodeToString),
	"sha512":           digest(func(b []byte) []byte { d := sha512.Sum512(b); return d[:] }, hex.EncodeToString),
	"base64sha256":     digest(func(b []byte) []byte { d := sha256.Sum256(b); return d[:] }, base64.StdEncoding.EncodeToString),
	"base64sha512":     digest(func(b []byte) []byte { d := sha512.Sum512(b); return d[:] }, base64.StdEncoding.EncodeToString),
}

func base64Decode(s string) (string, error) {
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		return "", errors.New("the string is not Base64")
	}
	return string(b), nil
}

func digest(sum func([]byte) []byte, print func([]byte) string) function.Function {
	return onString(func(s string) (string, error) { return print(sum([]byte(s))), nil })
}

func onString(f func(string) (string, error)) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "string", Type: cty.String}},
		Type:   function.StaticReturnType(cty.String),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			s, err := f(args[0].AsString())
			return cty.StringVal(s), err
		},
	})
}

func test(f func(s, t string) bool) function.Function {
	return function.New(&function.Spec{
		Params: []function.Parameter{{Name: "string", Type: cty.String}, {Name: "part", Type: cty.String}},
		Type:   function.StaticReturnType(cty.Bool),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) {
			return cty.BoolVal(f(args[0].AsString(), args[1].AsString())), nil
		},
	})
}

// over is a function of a known list.
func over(f func([]cty.Value) (cty.Value, error)) function.Function {
	return dynamic(1, func(args []cty.Value) (cty.Value, error) {
		if args[0].IsNull() || !args[0].CanIterateElements() {
			return cty.NilVal, errors.New("the argument is not a list")
		}
		return f(listOf(args[0]))
	})
}

func listOf(v cty.Value) []cty.Value {
	var out []cty.Value
	for it := v.ElementIterator(); it.Next(); {
		_, el := it.Element()
		out = append(out, el)
	}
	return out
}

// dynamic is a function of known values of any type.
func dynamic(n int, f func([]cty.Value) (cty.Value, error)) function.Function {
	params := make([]function.Parameter, n)
	for i := range params {
		params[i] = function.Parameter{Name: "value", Type: cty.DynamicPseudoType, AllowNull: true}
	}
	return function.New(&function.Spec{
		Params: params,
		Type: func(args []cty.Value) (cty.Type, error) {
			for _, a := range args {
				if !a.IsWhollyKnown() {
					return cty.DynamicPseudoType, nil
				}
			}
			v, err := f(args)
			if err != nil {
				return cty.DynamicPseudoType, err
			}
			return v.Type(), nil
		},
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) { return f(args) },
	})
}

// every is alltrue, or with false anytrue.
func every(list []cty.Value, all bool) (cty.Value, error) {
	for _, v := range list {
		b, ok := boolean(v)
		if v.IsNull() {
			b, ok = false, true
		}
		if !ok {
			return cty.NilVal, errors.New("an element is not a boolean")
		}
		if b != all {
			return cty.BoolVal(b), nil
		}
	}
	return cty.BoolVal(all), nil
}

func sum(list []cty.Value) (cty.Value, error) {
	total := cty.Zero
	for _, v := range list {
		n := conform(v, cty.Number)
		if n.Type() != cty.Number || n.IsNull() {
			return cty.NilVal, errors.New("an element is not a number")
		}
		total = total.Add(n)
	}
	if len(list) == 0 {
		return cty.NilVal, errors.New("the list is empty")
	}
	if f, _ := total.AsBigFloat().Float64(); math.IsInf(f, 0) {
		return cty.NilVal, errors.New("the sum is too large")
	}
	return total, nil
}

func indexOf() function.Function {
	return dynamic(2, func(args []cty.Value) (cty.Value, error) {
		if args[0].IsNull() || !args[0].CanIterateElements() {
			return cty.NilVal, errors.New("the argument is not a list")
		}
		for i, v := range listOf(args[0]) {
			if v.RawEquals(conform(args[1], v.Type())) {
				return cty.NumberIntVal(int64(i)), nil
			}
		}
		return cty.NilVal, errors.New("the list has no such element")
	})
}

func matchKeys() function.Function {
	return dynamic(3, func(args []cty.Value) (cty.Value, error) {
		for _, a := range args {
			if a.IsNull() || !a.CanIterateElements() {
				return cty.NilVal, errors.New("an argument is not a list")
			}
		}
		values, keys := listOf(args[0]), listOf(args[1])
		if len(values) != len(keys) {
			return cty.NilVal, errors.New("the lists differ in length")
		}
		out := []cty.Value{}
		for i, k := range keys {
			for _, want := range listOf(args[2]) {
				if k.RawEquals(conform(want, k.Type())) {
					out = append(out, values[i])
					break
				}
			}
		}
		return cty.TupleVal(out), nil
	})
}

func transpose() function.Function {
	return dynamic(1, func(args []cty.Value) (cty.Value, error) {
		if args[0].IsNull() || !args[0].CanIterateElements() {
			return cty.NilVal, errors.New("the argument is not a map")
		}
		out := map[string][]cty.Value{}
		for it := args[0].ElementIterator(); it.Next(); {
			k, list := it.Element()
			if list.IsNull() || !list.CanIterateElements() {
				return cty.NilVal, errors.New("an element is not a list")
			}
			for _, v := range listOf(list) {
				s := conform(v, cty.String)
				if s.IsNull() || s.Type() != cty.String {
					return cty.NilVal, errors.New("an element is not a string")
				}
				out[s.AsString()] = append(out[s.AsString()], k)
			}
		}
		attrs := map[string]cty.Value{}
		for k, list := range out {
			attrs[k] = cty.TupleVal(list)
		}
		return cty.ObjectVal(attrs), nil
	})
}
