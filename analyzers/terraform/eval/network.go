package eval

import (
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"math/big"
	"net/netip"
	"strings"
	"time"

	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/gocty"
)

// pure is a function of known arguments that Go computes.
func pure(params []cty.Type, rest cty.Type, out cty.Type, f func(args []cty.Value) (cty.Value, error)) function.Function {
	spec := &function.Spec{
		Type: function.StaticReturnType(out),
		Impl: func(args []cty.Value, _ cty.Type) (cty.Value, error) { return f(args) },
	}
	for _, t := range params {
		spec.Params = append(spec.Params, function.Parameter{Name: "value", Type: t})
	}
	if rest != cty.NilType {
		spec.VarParam = &function.Parameter{Name: "more", Type: rest}
	}
	return function.New(spec)
}

func cidrHost() function.Function {
	return pure([]cty.Type{cty.String, cty.Number}, cty.NilType, cty.String, func(args []cty.Value) (cty.Value, error) {
		prefix, err := parsePrefix(args[0])
		if err != nil {
			return cty.NilVal, err
		}
		n, accuracy := args[1].AsBigFloat().Int(nil)
		if accuracy != big.Exact {
			return cty.NilVal, errors.New("the number is not whole")
		}
		size := new(big.Int).Lsh(big.NewInt(1), uint(prefix.Addr().BitLen()-prefix.Bits()))
		if n.Sign() < 0 {
			n.Add(n, size)
		}
		if n.Sign() < 0 || n.Cmp(size) >= 0 {
			return cty.NilVal, errors.New("the network has no such host")
		}
		return cty.StringVal(offset(prefix.Addr(), n).String()), nil
	})
}

func cidrNetmask() function.Function {
	return pure([]cty.Type{cty.String}, cty.NilType, cty.String, func(args []cty.Value) (cty.Value, error) {
		prefix, err := parsePrefix(args[0])
		if err != nil || !prefix.Addr().Is4() {
			return cty.NilVal, errors.New("the argument is not an IPv4 network")
		}
		mask := ^uint32(0) << (32 - prefix.Bits())
		if prefix.Bits() == 0 {
			mask = 0
		}
		return cty.StringVal(netip.AddrFrom4([4]byte{byte(mask >> 24), byte(mask >> 16), byte(mask >> 8), byte(mask)}).String()), nil
	})
}

func cidrSubnet() function.Function {
	return pure([]cty.Type{cty.String, cty.Number, cty.Number}, cty.NilType, cty.String, func(args []cty.Value) (cty.Value, error) {
		prefix, err := parsePrefix(args[0])
		if err != nil {
			return cty.NilVal, err
		}
		var more int
		if err := gocty.FromCtyValue(args[1], &more); err != nil {
			return cty.NilVal, errors.New("the number of bits is not whole")
		}
		n, accuracy := args[2].AsBigFloat().Int(nil)
		bits := prefix.Bits() + more
		if accuracy != big.Exact || more < 0 || bits > prefix.Addr().BitLen() || n.Sign() < 0 || n.BitLen() > more {
			return cty.NilVal, errors.New("the network has no such part")
		}
		n.Lsh(n, uint(prefix.Addr().BitLen()-bits))
		return cty.StringVal(netip.PrefixFrom(offset(prefix.Addr(), n), bits).String()), nil
	})
}

// cidrSubnets cuts networks of several sizes one after the other.
func cidrSubnets() function.Function {
	return pure([]cty.Type{cty.String}, cty.Number, cty.List(cty.String), func(args []cty.Value) (cty.Value, error) {
		prefix, err := parsePrefix(args[0])
		if err != nil {
			return cty.NilVal, err
		}
		width := prefix.Addr().BitLen()
		next, size := new(big.Int), new(big.Int).Lsh(big.NewInt(1), uint(width-prefix.Bits()))
		out := []cty.Value{}
		for _, a := range args[1:] {
			var more int
			if gocty.FromCtyValue(a, &more) != nil || more < 1 || prefix.Bits()+more > width {
				return cty.NilVal, errors.New("the network has no such part")
			}
			part := new(big.Int).Lsh(big.NewInt(1), uint(width-prefix.Bits()-more))
			if over := new(big.Int).Mod(next, part); over.Sign() > 0 {
				next.Add(next, part).Sub(next, over)
			}
			start := offset(prefix.Addr(), next)
			if next.Add(next, part).Cmp(size) > 0 {
				return cty.NilVal, errors.New("the network is not large enough")
			}
			out = append(out, cty.StringVal(netip.PrefixFrom(start, prefix.Bits()+more).String()))
		}
		if len(out) == 0 {
			return cty.ListValEmpty(cty.String), nil
		}
		return cty.ListVal(out), nil
	})
}

func parsePrefix(v cty.Value) (netip.Prefix, error) {
	prefix, err := netip.ParsePrefix(v.AsString())
	if err != nil {
		return netip.Prefix{}, errors.New("the argument is not a network such as 10.0.0.0/8")
	}
	return prefix.Masked(), nil
}

// offset is the address so many behind another. That it fits was checked.
func offset(a netip.Addr, n *big.Int) netip.Addr {
	sum := new(big.Int).Add(new(big.Int).SetBytes(a.AsSlice()), n)
	out, _ := netip.AddrFromSlice(sum.FillBytes(make([]byte, len(a.AsSlice()))))
	return out
}

func timeCompare() function.Function {
	return pure([]cty.Type{cty.String, cty.String}, cty.NilType, cty.Number, func(args []cty.Value) (cty.Value, error) {
		a, err := time.Parse(time.RFC3339, args[0].AsString())
		b, fail := time.Parse(time.RFC3339, args[1].AsString())
		if err != nil || fail != nil {
			return cty.NilVal, errors.New("an argument is not a time of RFC 3339")
		}
		return cty.NumberIntVal(int64(a.Compare(b))), nil
	})
}

// namespaces of names, as RFC 9562 lists them.
var namespaces = map[string]string{
	"dns": "6ba7b810-9dad-11d1-80b4-00c04fd430c8", "url": "6ba7b811-9dad-11d1-80b4-00c04fd430c8",
	"oid": "6ba7b812-9dad-11d1-80b4-00c04fd430c8", "x500": "6ba7b814-9dad-11d1-80b4-00c04fd430c8",
}

// uuidv5 makes an id of a name. https://www.rfc-editor.org/rfc/rfc9562#section-5.5
func uuidv5() function.Function {
	return pure([]cty.Type{cty.String, cty.String}, cty.NilType, cty.String, func(args []cty.Value) (cty.Value, error) {
		space := args[0].AsString()
		if known, ok := namespaces[space]; ok {
			space = known
		}
		id, err := hex.DecodeString(strings.ReplaceAll(space, "-", ""))
		if err != nil || len(id) != 16 || len(space) != 36 {
			return cty.NilVal, errors.New("the namespace is not a UUID")
		}
		sum := sha1.Sum(append(id, args[1].AsString()...))
		sum[6], sum[8] = sum[6]&0x0f|0x50, sum[8]&0x3f|0x80
		s := hex.EncodeToString(sum[:16])
		return cty.StringVal(fmt.Sprintf("%s-%s-%s-%s-%s", s[:8], s[8:12], s[12:16], s[16:20], s[20:])), nil
	})
}

// errEncoding says that an encoding is not one that this program knows.
var errEncoding = errors.New("unknown encoding")

// textCode is textencodebase64 or textdecodebase64, for UTF-8 only.
func textCode(f func(s string) (string, error)) function.Function {
	return pure([]cty.Type{cty.String, cty.String}, cty.NilType, cty.String, func(args []cty.Value) (cty.Value, error) {
		if !strings.EqualFold(args[1].AsString(), "UTF-8") {
			return cty.NilVal, errEncoding
		}
		s, err := f(args[0].AsString())
		return cty.StringVal(s), err
	})
}

func base64Encode(s string) (string, error) {
	return base64.StdEncoding.EncodeToString([]byte(s)), nil
}
