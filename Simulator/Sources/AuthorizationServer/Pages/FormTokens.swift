import Crypto
import Foundation

/// Anti-forgery tokens: an HMAC over what the form does and the session it was made for, so that no
/// other site, session or form can use one (OWASP ASVS 3.5.1).
struct FormTokens: Sendable {
    let key: SymmetricKey

    enum Purpose: Sendable, Equatable {
        case signIn
        case signOut
        case code
        /// The consent to one authorization request, named by its query.
        case consent(request: String)
        /// The decision about one request.
        case decision(request: String)
        case secondFactorCode
        case firstPassword
        case password
        case secondFactor
        /// The end of one device's tokens, by their family.
        case revocation(device: String)
        case signOutEverywhere

        fileprivate var label: String {
            switch self {
            case .signIn: "sign-in"
            case .signOut: "sign-out"
            case .code: "code"
            // A query holds percent-escapes for whatever it could separate.
            case .consent(let request): "consent/" + request
            case .decision(let request): "decision/" + request
            case .secondFactorCode: "second-factor-code"
            case .firstPassword: "first-password"
            case .password: "password"
            case .secondFactor: "second-factor"
            case .revocation(let device): "revocation/" + device
            case .signOutEverywhere: "sign-out-everywhere"
            }
        }
    }

    func token(for purpose: Purpose, session: String) -> String {
        Base64URL.encode(
            HMAC<SHA256>.authenticationCode(for: Self.message(purpose, session), using: key))
    }

    /// Compares in constant time.
    func isValid(_ token: String?, for purpose: Purpose, session: String) -> Bool {
        guard let token, let code = Base64URL.decode(token) else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(
            code, authenticating: Self.message(purpose, session), using: key)
    }

    /// Neither label nor session id can hold the separator.
    private static func message(_ purpose: Purpose, _ session: String) -> [UInt8] {
        Array((purpose.label + "\n" + session).utf8)
    }
}
