// Package secret recognises the static credentials of the clouds by their
// form, and says where they are without keeping them.
//
// Precision comes before recall: a form that other things share (40 characters
// of base64, say) counts only in a slot that is named for it, or beside the
// identifier that it belongs to.
package secret

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/subaud/subaud/internal/text"
)

// Match is a credential within a value.
type Match struct {
	// Provider is aws, azure or gcp.
	Provider string
	// Type is one of the types of facts.Credential: access-key-id,
	// secret-access-key, session-token, service-account-key, client-secret,
	// storage-key or sas-token.
	Type string
	// Documentation says that it is a key that documentation prints.
	Documentation bool
	// Temporary says that it ends by itself: a session credential.
	Temporary bool
	// Hint is what may be shown of it; empty for secrets.
	Hint string
	// Hash is the hexadecimal SHA-256 of a credential of the provider's own
	// format, which has too much entropy to be guessed; empty for others.
	Hash string
	// Start and End are the byte range within the value.
	Start, End int
}

// Each pattern finds candidates, which are then examined. Most values are not
// worth a pattern: they lack what it begins with, or are too short for it.
var (
	accessKeyID   = text.Regexp(`A(?:KIA|SIA)[A-Z0-9]{16}`)
	labelledKey   = text.Regexp(`(?i)(?:secret_?-?access_?-?key|aws_?-?secret_?-?key)["']?\s*[:=]\s*["']?([A-Za-z0-9/+]{40})`)
	anyKey        = text.Regexp(`[A-Za-z0-9/+]{40,}`)
	labelledToken = text.Regexp(`(?i)aws_?-?(?:session|security)_?-?token["']?\s*[:=]\s*["']?([A-Za-z0-9/+=]{100,})`)
	gcpType       = text.Regexp(`"type"\s*:\s*"service_account"`)
	gcpKey        = text.Regexp(`"private_key"\s*:\s*"(-----BEGIN (?:RSA )?PRIVATE KEY-----[^"]{100,})"`)
	gcpEmail      = text.Regexp(`"client_email"\s*:\s*"([^"\s]{1,200})"`)
	azureSecret   = text.Regexp(`[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}`)
	azureKey      = text.Regexp(`AccountKey=([A-Za-z0-9/+]{86}==)`)
	azureKeyWhole = text.Regexp(`^[A-Za-z0-9/+]{86}==$`)
	sasSignature  = text.Regexp(`[?&;]sig=([A-Za-z0-9%/+=]{43,})`)
	uuid          = text.Regexp(`^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
)

// Scan looks for credentials in the value of a slot: an environment variable,
// a key of a Secret, an attribute. The slot's name may be empty.
func Scan(slot, value string) []Match {
	if len(value) < 16 {
		return nil
	}
	name := normalise(slot)
	var out []Match
	out = append(out, accessKeys(value)...)
	out = append(out, secretKeys(name, value, len(out) > 0)...)
	out = append(out, sessionTokens(name, value)...)
	out = append(out, googleKeys(value)...)
	out = append(out, azureSecrets(name, value)...)
	out = append(out, storageKeys(name, value)...)
	out = append(out, signatures(value)...)
	slices.SortStableFunc(out, func(a, b Match) int { return a.Start - b.Start })
	return out
}

// normalise reduces a name to lower-case letters and digits, so that
// AWS_SECRET_ACCESS_KEY, aws.secretAccessKey and secret-access-key agree.
func normalise(slot string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		}
		return -1
	}, slot)
}

// hash is the fingerprint of a credential of a provider's own format.
func hash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

// accessKeys finds AWS access key ids: AKIA for long-lived, ASIA for temporary
// ones, then 16 characters of base32.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
func accessKeys(value string) []Match {
	if !strings.Contains(value, "AKIA") && !strings.Contains(value, "ASIA") {
		return nil
	}
	var out []Match
	for _, at := range accessKeyID().FindAllStringIndex(value, -1) {
		id := value[at[0]:at[1]]
		if !bounded(value, at[0], at[1], isAlnum) {
			continue
		}
		documentation := strings.Contains(id, "EXAMPLE")
		if !documentation && (!isBase32(id[4:]) || distinct(id[4:]) < 8 || sequential(id[4:])) {
			continue
		}
		out = append(out, Match{
			Provider: "aws", Type: "access-key-id", Documentation: documentation, Temporary: strings.HasPrefix(id, "ASIA"),
			Hint: id[:4] + "..." + id[16:], Hash: hash(id), Start: at[0], End: at[1],
		})
	}
	return out
}

// secretKeys finds AWS secret access keys: 40 characters of base64 in a slot of
// that name, behind a label of that name, or beside an access key id.
func secretKeys(name, value string, paired bool) []Match {
	var out []Match
	add := func(start, end int) {
		key := value[start:end]
		if !bounded(value, start, end, isBase64) || !secretShaped(key) {
			return
		}
		if slices.ContainsFunc(out, func(m Match) bool { return m.Start == start }) {
			return
		}
		out = append(out, Match{
			Provider: "aws", Type: "secret-access-key", Documentation: strings.Contains(key, "EXAMPLE"),
			Hash: hash(key), Start: start, End: end,
		})
	}
	if len(value) >= len("awssecretkey:")+40 {
		for _, at := range labelledKey().FindAllStringSubmatchIndex(value, -1) {
			add(at[2], at[3])
		}
	}
	trimmed := strings.TrimSpace(value)
	if start := strings.Index(value, trimmed); len(trimmed) == 40 && namesSecretKey(name) {
		add(start, start+40)
	}
	if paired {
		for _, at := range anyKey().FindAllStringIndex(value, -1) {
			if at[1]-at[0] == 40 {
				add(at[0], at[1])
			}
		}
	}
	return out
}

func namesSecretKey(name string) bool {
	return strings.Contains(name, "secretaccesskey") || strings.Contains(name, "secretkey") || strings.Contains(name, "awssecret")
}

// secretShaped tells a random key from the other things that are 40 characters
// long: hashes, paths, words, the base64 of text.
func secretShaped(key string) bool {
	var upper, lower, digits, slashes int
	for i := range len(key) {
		switch c := key[i]; {
		case c >= 'A' && c <= 'Z':
			upper++
		case c >= 'a' && c <= 'z':
			lower++
		case c >= '0' && c <= '9':
			digits++
		case c == '/':
			slashes++
		}
	}
	if strings.HasSuffix(key, "EXAMPLEKEY") {
		return true
	}
	return upper >= 4 && lower >= 4 && lower <= 30 && digits >= 1 && slashes < 7 &&
		distinct(key) >= 16 && !worded(key) && !sequential(key) && !isPlaceholder(key) && !encodesText(key)
}

// sessionTokens finds AWS session tokens, which have no form of their own and
// count only under their name.
func sessionTokens(name, value string) []Match {
	var out []Match
	add := func(start, end int) {
		token := value[start:end]
		if distinct(token) < 24 || isPlaceholder(token) {
			return
		}
		out = append(out, Match{
			Provider: "aws", Type: "session-token", Documentation: strings.Contains(token, "EXAMPLE"),
			Temporary: true, Hash: hash(token), Start: start, End: end,
		})
	}
	if len(value) > 100 {
		for _, at := range labelledToken().FindAllStringSubmatchIndex(value, -1) {
			add(at[2], at[3])
		}
	}
	trimmed := strings.TrimSpace(value)
	if len(out) == 0 && len(trimmed) >= 100 && allOf(trimmed, isBase64) &&
		(strings.Contains(name, "sessiontoken") || strings.Contains(name, "securitytoken")) {
		start := strings.Index(value, trimmed)
		add(start, start+len(trimmed))
	}
	return out
}

// googleKeys finds the key file of a Google service account.
// https://cloud.google.com/iam/docs/keys-create-delete
func googleKeys(value string) []Match {
	if !strings.Contains(value, "service_account") || !gcpType().MatchString(value) {
		return nil
	}
	at := gcpKey().FindStringSubmatchIndex(value)
	if at == nil {
		return nil
	}
	key := value[at[2]:at[3]]
	if distinct(key) < 40 || isPlaceholder(key) {
		return nil
	}
	m := Match{Provider: "gcp", Type: "service-account-key", Hash: hash(key), Start: at[2], End: at[3]}
	if email := gcpEmail().FindStringSubmatch(value); email != nil {
		m.Hint = email[1]
	}
	return []Match{m}
}

// azureSecrets finds the client secrets of Microsoft Entra applications. Those
// made since 2021 have Q~ at a fixed place and are told anywhere; older ones
// only in a slot that is named for them.
func azureSecrets(name, value string) []Match {
	var out []Match
	var candidates [][]int
	if strings.Contains(value, "Q~") {
		candidates = azureSecret().FindAllStringIndex(value, -1)
	}
	for _, at := range candidates {
		s := value[at[0]:at[1]]
		if !bounded(value, at[0], at[1], isAzure) || distinct(s) < 16 || isPlaceholder(s) {
			continue
		}
		out = append(out, Match{Provider: "azure", Type: "client-secret", Hash: hash(s), Start: at[0], End: at[1]})
	}
	trimmed := strings.TrimSpace(value)
	if len(out) > 0 || !namesClientSecret(name) || !oldClientSecret(trimmed) {
		return out
	}
	start := strings.Index(value, trimmed)
	return append(out, Match{Provider: "azure", Type: "client-secret", Start: start, End: start + len(trimmed)})
}

func namesClientSecret(name string) bool {
	return strings.Contains(name, "clientsecret") &&
		(strings.Contains(name, "azure") || strings.Contains(name, "arm") || strings.Contains(name, "aad") || strings.Contains(name, "entra"))
}

// oldClientSecret tells a random secret of 32 to 44 characters from an id, a
// reference and a word.
func oldClientSecret(s string) bool {
	if len(s) < 32 || len(s) > 44 || uuid().MatchString(s) || strings.ContainsAny(s, " \t\r\n$<>{}()\"'") {
		return false
	}
	hexadecimal := allOf(s, isHex)
	return !hexadecimal && mixed(s) && distinct(s) >= 14 && !worded(s) && !sequential(s) && !isPlaceholder(s) && !encodesText(s)
}

// storageKeys finds the keys of Azure storage accounts: 64 bytes in base64.
func storageKeys(name, value string) []Match {
	var out []Match
	add := func(start, end int) {
		key := value[start:end]
		if distinct(key) < 24 || isPlaceholder(key) {
			return
		}
		sum := hash(key)
		out = append(out, Match{
			Provider: "azure", Type: "storage-key", Documentation: sum == emulatorKeyHash,
			Hash: sum, Start: start, End: end,
		})
	}
	if strings.Contains(value, "AccountKey=") {
		for _, at := range azureKey().FindAllStringSubmatchIndex(value, -1) {
			add(at[2], at[3])
		}
	}
	trimmed := strings.TrimSpace(value)
	if len(out) == 0 && namesStorageKey(name) && azureKeyWhole().MatchString(trimmed) {
		start := strings.Index(value, trimmed)
		add(start, start+len(trimmed))
	}
	return out
}

// emulatorKeyHash is the SHA-256 of the key that every storage emulator has.
// https://learn.microsoft.com/azure/storage/common/storage-use-azurite
const emulatorKeyHash = "0011cc25eb4320717494d2703e8cba85743e71b500283c21c8b88147992f9059"

func namesStorageKey(name string) bool {
	for _, s := range []string{"accountkey", "storagekey", "storageaccesskey", "storageaccountaccesskey", "primaryaccesskey", "secondaryaccesskey"} {
		if strings.Contains(name, s) {
			return true
		}
	}
	return name == "accesskey"
}

// signatures finds shared access signatures of Azure.
// https://learn.microsoft.com/rest/api/storageservices/create-service-sas
func signatures(value string) []Match {
	if !strings.Contains(value, "sv=20") || !strings.Contains(value, "se=") {
		return nil
	}
	var out []Match
	for _, at := range sasSignature().FindAllStringSubmatchIndex("?"+value, -1) {
		sig := ("?" + value)[at[2]:at[3]]
		if distinct(sig) < 16 || isPlaceholder(sig) {
			continue
		}
		out = append(out, Match{Provider: "azure", Type: "sas-token", Hash: hash(sig), Start: at[2] - 1, End: at[3] - 1})
	}
	return out
}
