/// Every size, count and time of the server that is not a setting: unit in the name, the reason, and
/// what happens beyond it.
enum Limits {
    // MARK: Requests

    /// Longest form body. The largest honest one is a sign-in; beyond it the answer is 413.
    static let formBytes = 8 * 1024
    /// Most parameters of one form. Beyond it the request is `invalid_request`.
    static let formParameters = 64
    /// Longest head of a request. Beyond it the connection ends with 400.
    static let headerBytes = 16 * 1024
    /// Most header fields of a request. Beyond it the connection ends with 400.
    static let headerFields = 64
    /// Languages of an Accept-Language field that are looked at; the rest is ignored.
    static let acceptedLanguages = 32
    /// A kept connection that is quiet this long is closed. Devices poll at most every minute or so.
    static let idleConnectionSeconds: Int64 = 180
    /// How often the certificate is read again.
    static let certificateReloadSeconds = 10
    /// How long a graceful shutdown waits for answers under way before it cuts them.
    static let shutdownSeconds = 5

    // MARK: Requests for codes

    /// Codes that the devices behind one address may ask for at once: a thousand that start again
    /// after a power cut. Beyond it the answer is 429 with Retry-After.
    static let codeRequestsPerAddress: Int64 = 1_000
    /// And then for each second: 7,000 devices behind one address in the ten minutes of a code.
    static let codeRequestsPerAddressAndSecond: Int64 = 10
    /// Codes that all devices of one client may ask for at once: a fleet of 200,000.
    static let codeRequestsPerClient: Int64 = 200_000
    /// And then for each second: with the burst 800,000 live codes, 250 MB of the disk.
    static let codeRequestsPerClientAndSecond: Int64 = 1_000
    /// Addresses, and clients, that are counted at the same time.
    static let countedKeys = 100_000

    // MARK: Grants

    /// RFC 8628 §3.5: what each slow_down adds to the interval of its code.
    static let slowDownMilliseconds: Int64 = 5_000
    /// A poll that seems this much older than the one before it means that the clock was set back,
    /// not that two polls crossed; it then counts as on time.
    static let clockStepMilliseconds: Int64 = 1_000
    /// How often a poll reads its row again after a refused write before it answers slow_down.
    static let pollAttempts = 8
    /// Writes that share one transaction; the others wait for the next.
    static let worksPerCommit = 256
    /// Rows that one transaction in the background changes: a few milliseconds, so that no request
    /// waits for more.
    static let rowsPerTransaction = 500
    /// How long a client that was read is believed. Half of the second in which what an operator
    /// does must count.
    static let clientCacheMilliseconds: Int64 = 500
    /// Clients kept at the same time; beyond it all are read anew.
    static let cachedClients = 1_000
    /// How often a new pair of codes is drawn when a code is taken already.
    static let codeDraws = 8
    /// Finished and expired grants are kept this long for the audit trail, then purged.
    static let grantRetentionMilliseconds: Int64 = 24 * 3_600_000
    /// Time between two purges. A purge deletes by index and never blocks a request for long.
    static let purgeIntervalSeconds = 60

    // MARK: Guesses of user codes (RFC 8628 §5.1)

    /// Wrong codes that one account, or one session, may type in the life of a code.
    static let codeAttemptsPerAccount = 5
    /// Wrong codes from one address: more than an account, for a household shares one.
    static let codeAttemptsPerAddress = 20
    /// Wrong codes from everybody together.
    static let codeAttemptsOverAll = 300
    /// What a user code must leave against its attempts: 2^-32 (RFC 8628 §5.1's own example).
    static let userCodeSecurityBits = 32.0
    /// RFC 8628 §5.2: a device code is never shown, so it can be as strong as a key.
    static let deviceCodeSecurityBits = 128.0
    /// Longest text that is looked at as a user code; longer is malformed, never cut short.
    static let typedCodeCharacters = 64

    /// Accounts that offer one code before it is an anomaly: refused, and its tokens revoked. Two
    /// can be a household that mixed up its accounts.
    static let accountsOfOneCode = 3

    // MARK: Sign-in

    /// Wrong passwords of one user before the back-off begins.
    static let signInAttempts = 5
    /// First pause of the back-off; it doubles with each further wrong password.
    static let signInPauseMilliseconds: Int64 = 30_000
    /// Longest pause of the back-off.
    static let signInLongestPauseMilliseconds: Int64 = 15 * 60_000
    /// Wrong passwords are forgotten after a quiet day.
    static let signInMemoryMilliseconds: Int64 = 24 * 3_600_000
    /// Sign-ins that fail from one address in ten minutes.
    static let signInAttemptsPerAddress = 100
    static let signInAddressWindowMilliseconds: Int64 = 10 * 60_000
    /// Passwords hashed at the same time, each in 32 MiB of memory.
    static let passwordThreads = 2
    /// Sign-ins that wait for a thread; beyond it the page asks to try again in a moment.
    static let passwordQueue = 32
    /// A session that is not used this long ends.
    static let sessionIdleMilliseconds: Int64 = 30 * 60_000
    /// A session ends after this time, used or not.
    static let sessionAbsoluteMilliseconds: Int64 = 12 * 3_600_000
    /// Time from the password to the code of the second factor or to a password of one's own.
    static let unfinishedSignInMilliseconds: Int64 = 10 * 60_000
    /// A session's last use is written at most this often.
    static let sessionTouchMilliseconds: Int64 = 60_000

    // MARK: Accounts

    /// Least length of a password, in Unicode scalars (NIST SP 800-63B §5.1.1).
    static let passwordCharacters = 8
    /// Longest password: more would only be work for the hash.
    static let passwordBytes = 1_024
    /// Devices that the account page lists, the newest first.
    static let devicesListed = 100
    /// Bytes of a second factor's secret: what RFC 4226 §4 recommends.
    static let secondFactorSecretBytes = 20
    /// RFC 6238 §4.1: life of a code.
    static let secondFactorStepMilliseconds: Int64 = 30_000
    /// Steps before and after the present one whose codes are taken, for clocks that differ (RFC
    /// 6238 §5.2). With the back-off of sign-in a guess succeeds once in nine years.
    static let secondFactorDriftSteps: Int64 = 1

    // MARK: Tokens

    /// Life of access and ID tokens, as in a Cognito user pool.
    static let accessTokenSeconds: Int64 = 3_600
    /// Life of a refresh token since its last rotation, as in a Cognito user pool.
    static let refreshTokenMilliseconds: Int64 = 30 * 24 * 3_600_000
    /// How long a token answer may be asked for once more, the very same bytes: a device that hears
    /// nothing waits out a stalled connection of 30 s and then a doubled interval. The sealed answer
    /// is deleted afterwards, and the code or token that it belongs to is used up.
    static let lostAnswerMilliseconds: Int64 = 120_000
    /// RFC 9700 and OWASP ASVS 10.4.3: one redirect and one request fit into a minute.
    static let authorizationCodeMilliseconds: Int64 = 60_000
    /// Longest query of an authorization request; beyond it the request is refused. Through sign-in
    /// it travels in a form field, each byte up to three long.
    static let authorizationQueryBytes = 2_048
    /// How long others may keep the JWK set, and so how long a new key is published before it signs.
    static let keySetCacheSeconds: Int64 = 300
    /// Time between two looks at the key file: well below `keySetCacheSeconds`.
    static let keyFileLookSeconds = 30
    /// Modulus of an RSA key whose signatures are verified: 2048 to 4096 bits. A longer one would
    /// cost more time than a request may.
    static let rsaKeyBytes = 256...512
    /// Tries of a read and conditional write on one counter before the request is refused.
    static let counterTries = 16

    // MARK: DPoP (RFC 9449)

    /// How far the clock of a client without a nonce may be off, either way. Beyond it the answer
    /// hands out a nonce, which takes the place of the time.
    static let proofClockMilliseconds: Int64 = 60_000
    /// Life of a nonce.
    static let proofNonceMilliseconds: Int64 = 120_000
    /// How long the id of a proof is remembered: a proof is accepted no longer, by its time or by
    /// its nonce. Used again within it, it is refused.
    static let proofMemoryMilliseconds: Int64 = 120_000
    /// Longest `jti` of a proof; longer is refused.
    static let proofIDBytes = 256

    // MARK: Scripts

    /// Longest file of a script, and most steps in it. Beyond either it is refused.
    static let scriptBytes = 64 * 1024
    static let scriptSteps = 1_000
    /// How often one step can be repeated by number.
    static let scriptTimes = 1_000_000
    /// Longest pause that a script can ask for.
    static let scriptDelayMilliseconds = 3_600_000
    /// Largest body that a script can ask for. It is sent in pieces of this size, so it costs no
    /// memory here.
    static let scriptBodyBytes = 1 << 30
    static let scriptPieceBytes = 16 * 1024
    /// Most interim answers before one answer.
    static let scriptInterimResponses = 1_000_000
    /// Device codes whose place in a script is kept. Beyond it all begin anew: a test with more
    /// devices wants a server of its own.
    static let scriptedDeviceCodes = 100_000
}
