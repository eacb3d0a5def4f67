/** Longer addresses make QR codes that a phone reads only with luck. */
export const MAX_QR_CHARACTERS = 300;
