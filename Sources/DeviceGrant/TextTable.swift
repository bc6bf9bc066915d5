import BoundedBytes

/// Where the texts of a machine stand in its room, and how much of each is there.
///
/// No sum of places and counts overflows: all of them lie within the room.
struct TextTable: ~Copyable {
    private var starts = InlineArray<9, UInt16>(repeating: 0)
    private var counts = InlineArray<8, UInt16>(repeating: 0)
    private let inPlace = InPlace()

    /// - Parameter capacities: The longest text of each place, in bytes; one of none is not held.
    init(_ capacities: InlineArray<8, Int>) {
        for place in 0..<8 {
            starts[place + 1] = starts[place] + UInt16(capacities[place])
        }
    }

    func isEmpty(_ place: TextPlace) -> Bool { counts[place.index] == 0 }

    /// The text's place in the room.
    func range(_ place: TextPlace) -> Range<Int> {
        let start = Int(starts[place.index])
        return start..<start &+ Int(counts[place.index])
    }

    /// Adds all of `bytes`, or nothing; a text that is not held is passed over.
    ///
    /// - Returns: False if they do not fit.
    @inline(never)
    mutating func append(
        _ bytes: borrowing Span<UInt8>, to place: TextPlace, _ room: inout MutableSpan<UInt8>
    ) -> Bool {
        let range = range(place)
        let end = Int(starts[place.index &+ 1])
        if range.lowerBound == end { return true }
        guard bytes.count <= end &- range.upperBound else { return false }
        for index in bytes.indices { room[range.upperBound &+ index] = bytes[index] }
        counts[place.index] = UInt16(truncatingIfNeeded: range.count &+ bytes.count)
        return true
    }

    /// Overwrites the texts from `first` to `last`. What is behind a text's end was never written
    /// since it was last wiped.
    @inline(never)
    mutating func wipe(
        _ first: TextPlace, through last: TextPlace, _ room: inout MutableSpan<UInt8>
    ) {
        for index in first.index...last.index where counts[index] > 0 {
            let start = Int(starts[index])
            overwriteWithZeros(&room, start..<start &+ Int(counts[index]))
            counts[index] = 0
        }
    }

    /// Moves a text to another place, which has the same capacity.
    mutating func move(
        _ source: TextPlace, to target: TextPlace, _ room: inout MutableSpan<UInt8>
    ) {
        wipe(target, through: target, &room)
        let count = counts[source.index]
        for index in 0..<Int(count) {
            room[Int(starts[target.index]) &+ index] =
                room[Int(starts[source.index]) &+ index]
        }
        counts[target.index] = count
        wipe(source, through: source, &room)
    }
}

/// A machine's text, by its number in the table. Which texts a place holds depends on the machine.
struct TextPlace: Equatable {
    var index: Int

    // What a grant holds, and of an answer with tokens everybody.
    static var deviceCode: TextPlace { TextPlace(index: 0) }
    static var userCode: TextPlace { TextPlace(index: 1) }
    static var verificationURI: TextPlace { TextPlace(index: 2) }
    static var verificationURIComplete: TextPlace { TextPlace(index: 3) }
    static var accessToken: TextPlace { TextPlace(index: 4) }
    static var refreshToken: TextPlace { TextPlace(index: 5) }
    static var idToken: TextPlace { TextPlace(index: 6) }
    static var error: TextPlace { TextPlace(index: 7) }

    // The tokens that a keeper has, until a refresh has brought new ones.
    static var keptAccessToken: TextPlace { TextPlace(index: 0) }
    static var keptRefreshToken: TextPlace { TextPlace(index: 1) }

    // RFC 8414.
    static var issuer: TextPlace { TextPlace(index: 0) }
    static var deviceAuthorizationEndpoint: TextPlace { TextPlace(index: 1) }
    static var tokenEndpoint: TextPlace { TextPlace(index: 2) }
    static var revocationEndpoint: TextPlace { TextPlace(index: 3) }
}
