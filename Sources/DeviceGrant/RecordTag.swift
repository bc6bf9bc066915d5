/// What a field of a stored record holds.
///
/// A record is a version byte and fields: a tag byte, the length in two bytes, most significant
/// first, and the content. Numbers have four bytes, most significant first. A reader passes over
/// tags that it does not know.
enum RecordTag: UInt8 {
    case accessToken = 1
    case refreshToken = 2
    case idToken = 3
    /// Seconds from the moment of storing to the access token's end.
    case accessTokenSeconds = 4
    case deviceCode = 5
    case userCode = 6
    case verificationURI = 7
    case verificationURIComplete = 8
    /// The polling interval in milliseconds, every `slow_down` so far included.
    case intervalMilliseconds = 9
    /// The codes' whole lifetime.
    case lifetimeSeconds = 10
    /// Seconds from the moment of storing to the codes' end.
    case remainingSeconds = 11
    /// The wall clock at the moment of storing, in seconds since 1970 in UTC; left out if it was not
    /// valid.
    case storedAtSeconds = 12

    /// The format that this code writes, and the only one it reads.
    static let version: UInt8 = 1

    /// The fields of a record of codes, and of one of tokens, each a tag's bit.
    static var codes: UInt16 {
        deviceCode.bit | userCode.bit | verificationURI.bit | verificationURIComplete.bit
            | intervalMilliseconds.bit | lifetimeSeconds.bit | remainingSeconds.bit
            | storedAtSeconds.bit
    }
    static var tokens: UInt16 {
        accessToken.bit | refreshToken.bit | idToken.bit | accessTokenSeconds.bit
            | storedAtSeconds.bit
    }

    /// The tag's bit in a set of tags.
    var bit: UInt16 { 1 &<< UInt16(rawValue) }

    /// Where an answer's text of this kind is held.
    var place: TextPlace {
        let isToken = rawValue <= Self.idToken.rawValue
        return TextPlace(
            index: isToken
                ? Int(rawValue - Self.accessToken.rawValue) + TextPlace.accessToken.index
                : Int(rawValue - Self.deviceCode.rawValue))
    }

    /// Whether the field is a number, and no text.
    var isNumber: Bool {
        self == .accessTokenSeconds || rawValue >= Self.intervalMilliseconds.rawValue
    }
}
