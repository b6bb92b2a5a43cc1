import { createHash } from 'node:crypto';

/** The Firefox id of every build. */
export const FIREFOX_ID = 'crm-bridge@crm-bridge.example';

/**
 * The public half of a key pair: it gives the unpacked extension and company packages the same id on every machine, as browser
 * policies need it. A store gives its own.
 */
export const CHROME_KEY =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAtAX4BnQL+tRWEx9Gh4pSUbST/pMYd5aTOw7Gyj81P/Go84r1ZAJQwlIaMFeIt6x34RoxtSFCk6CpVD8eYkbdpu0JJuNge9PQVlWS89OZnqDHR6T+KJVOkASEagz1Yasry4NI2c8lBUGbzxvuSFR/Oee/k8vl/MgSOnwUHtebqrl5Sw4+2t15c/j8zcGRnO2vGEXZBV9X/XZm/374dewb8LwM8DqrM5XFC/UQorGqts/JolsLD31tcJzUnOUiBUvcPPT8aAGO6r7hRDKXuzWgBR4iEOGJ4BoVwILASK0c1onarBTjwTWPvTU264vBbkiUMYKjVHg8I9atCPB1+JQFFwIDAQAB';

/** The id that Chrome and Edge derive from a manifest’s key: the first 16 bytes of its SHA-256, in letters from a to p. */
export function chromeExtensionId(key = CHROME_KEY): string {
  const hash = createHash('sha256').update(Buffer.from(key, 'base64')).digest('hex').slice(0, 32);
  return [...hash].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 16))).join('');
}
