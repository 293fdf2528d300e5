// Reads cases (JSON lines) from standard input, asks the simulator about each,
// writes them with its answer to the file that is named, and prints a table of
// disagreements for each family of operators.
import fs from 'node:fs'
import readline from 'node:readline'
import { loadPolicy } from '@cloud-copilot/iam-policy'

const base = './node_modules/@cloud-copilot/iam-simulate/dist/esm/'
const { requestMatchesConditions } = await import(base + 'condition/condition.js')
const { AwsRequestImpl } = await import(base + 'request/request.js')
const { RequestContextImpl } = await import(base + 'requestContext.js')
const { DiscoveryContextKeyConstraints } = await import(base + 'context_keys/discoveryContextKeyConstraints.js')

function ask(block, context) {
  const statement = loadPolicy({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: '*', Principal: '*', Condition: block }],
  }).statements()[0]
  const values = {}
  for (const [key, list] of Object.entries(context)) values[key] = list.length === 1 ? list[0] : list
  const request = new AwsRequestImpl(
    'arn:aws:iam::111122223333:role/r',
    { resource: '*', accountId: '111122223333' },
    'sts:AssumeRole',
    new RequestContextImpl(values),
  )
  try {
    const got = requestMatchesConditions(request, statement.conditions(), 'Allow', { simulationMode: 'Strict', discoveryContextKeyConstraints: new DiscoveryContextKeyConstraints([]) })
    return got.matches === 'Match' ? 'match' : 'no-match'
  } catch (error) {
    return 'error: ' + error.message
  }
}

// Where the simulator is known to differ from what AWS documents; each with why.
const OPERATORS = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html'
const explanations = [
  {
    why: 'Epoch (UNIX) time counts seconds (the simulator takes it for milliseconds): ' + OPERATORS + '#Conditions_Date',
    applies: (op, value) => /Date/.test(op) && /^[0-9]{5,}$/.test(value),
  },
  {
    why: 'A range of all IPv4 addresses holds them all (the simulator shifts by 32 bits, which is by none): ' + OPERATORS + '#Conditions_IPAddress',
    applies: (op, value) => /IpAddress/.test(op) && value === '0.0.0.0/0',
  },
  {
    why: 'NotIpAddress holds for all addresses but the one that is named, those of the other version included (the simulator fails there if an address stands without a range): ' + OPERATORS + '#Conditions_IPAddress',
    applies: (op, value) => /NotIpAddress/.test(op) && !value.includes('/'),
  },
  {
    why: 'An IPv6 address can be written in several ways (RFC 4291, 2.2), of which the simulator compares the letters: ' + OPERATORS + '#Conditions_IPAddress',
    applies: (op, value) => /IpAddress/.test(op) && value.includes(':') && !value.includes('/'),
  },
]

function explain(block) {
  for (const e of explanations)
    for (const [op, keys] of Object.entries(block))
      for (const values of Object.values(keys)) if (values.some((v) => e.applies(op, v))) return e.why
}

const out = fs.createWriteStream(process.argv[2])
const table = {}
const examples = {}
const reasons = {}
for await (const line of readline.createInterface({ input: process.stdin })) {
  const c = JSON.parse(line)
  c.theirs = ask(c.block, c.context)
  out.write(JSON.stringify(c) + '\n')
  const row = (table[c.family] ??= { cases: 0, match: 0, undecided: 0, explained: 0, disagreements: 0 })
  row.cases++
  if (c.theirs === 'match') row.match++
  if (c.ours === 'undecided') row.undecided++
  else if (c.ours !== c.theirs && explain(c.block)) {
    row.explained++
    reasons[explain(c.block)] = (reasons[explain(c.block)] ?? 0) + 1
  } else if (c.ours !== c.theirs) {
    row.disagreements++
    const kind = `${c.family}: ${Object.keys(c.block).sort().join(' + ')}: we ${c.ours}, they ${c.theirs}`
    const list = (examples[kind] ??= [])
    if (list.push(line) > 3) list.pop()
  }
}
out.end()
console.table(table)
for (const [why, n] of Object.entries(reasons)) console.log(n + ' explained: ' + why)
for (const [kind, list] of Object.entries(examples).slice(0, 40)) console.log(kind + '\n  ' + list.join('\n  '))
process.exitCode = Object.keys(examples).length > 0 ? 1 : 0
