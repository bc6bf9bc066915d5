import BoundedBytes
import LinuxBoard

/// The options that were given, as places in the words of the command line.
struct Options {
    var values = InlineArray<19, Range<Int>?>(repeating: nil)
    /// The values of `--resolve`, which may be repeated.
    var resolutions = InlineArray<8, Range<Int>>(repeating: 0..<0)
    var resolutionCount = 0

    enum Afterwards {
        case refresh, signOut
    }

    subscript(_ option: Option) -> Range<Int>? { values[Int(option.rawValue)] }

    func has(_ option: Option) -> Bool { self[option] != nil }

    /// Sorts the words, or ends the program with what is wrong with them.
    ///
    /// - Parameter words: Each ends in a NUL; the first is the program's name.
    init(_ words: borrowing Span<UInt8>) {
        var position = 0
        _ = Self.nextWord(of: words, at: &position)
        while let word = Self.nextWord(of: words, at: &position) {
            guard let option = Option(words.extracting(word)) else {
                endAsMisused("there is no option", words.extracting(word))
            }
            if option == .help { Help.show() }
            var value = word.upperBound..<word.upperBound
            if option.takesValue {
                guard let next = Self.nextWord(of: words, at: &position) else {
                    endAsMisused("a value is missing behind", words.extracting(word))
                }
                value = next
            }
            if option == .resolve {
                guard resolutionCount < resolutions.count else {
                    endAsMisused("there are more than eight of", words.extracting(word))
                }
                resolutions[resolutionCount] = value
                resolutionCount += 1
                continue
            }
            guard !has(option) else {
                endAsMisused("this is given twice:", words.extracting(word))
            }
            values[Int(option.rawValue)] = value
        }
        check(words)
    }

    private func check(_ words: borrowing Span<UInt8>) {
        guard has(.clientID) else { endAsMisused("name the client with --client-id") }
        guard has(.issuer) != has(.deviceAuthorizationEndpoint),
            has(.deviceAuthorizationEndpoint) == has(.tokenEndpoint)
        else {
            endAsMisused(
                """
                name the server by --issuer, or by --device-authorization-endpoint and \
                --token-endpoint
                """
            )
        }
        guard !has(.issuer) || !has(.dialect) || isValue(.dialect, "rfc8628", in: words) else {
            endAsMisused("a cognito-lambda server has no metadata: name its two endpoints")
        }
        demand(.dialect, "rfc8628", "cognito-lambda", in: words)
        demand(.output, "text", "json", in: words)
        demand(.then, "refresh", "sign-out", in: words)
        guard !has(.then) || has(.state) else {
            endAsMisused("--then takes the tokens from the file of --state: name one")
        }
        guard !has(.rotate) || has(.framebuffer) else {
            endAsMisused("--rotate is for a --framebuffer")
        }
    }

    private func demand(
        _ option: Option, _ first: StaticString, _ second: StaticString,
        in words: borrowing Span<UInt8>
    ) {
        guard has(option), !isValue(option, first, in: words),
            !isValue(option, second, in: words)
        else { return }
        endAsMisused("an option has no such value:", words.extracting(place(of: option)))
    }

    /// Where the option's value stands; empty without the option.
    func place(of option: Option) -> Range<Int> { self[option] ?? 0..<0 }

    /// Calls `body` with the option's value as a path that ends in a NUL.
    func withPath<Result: ~Copyable, Failure: Error>(
        _ option: Option, in words: borrowing Span<UInt8>,
        _ body: (UnsafePointer<CChar>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let start = place(of: option).lowerBound
        return try unsafe words.withUnsafeBytes { (bytes) throws(Failure) in
            // Holds: every word ends in a NUL, and the words live through the call.
            guard let base = bytes.baseAddress else { preconditionFailure("no words") }
            return unsafe try body((base + start).assumingMemoryBound(to: CChar.self))
        }
    }

    /// Whether the option has this value.
    func isValue(
        _ option: Option, _ text: StaticString, in words: borrowing Span<UInt8>
    ) -> Bool {
        has(option) && words.extracting(place(of: option)).isText(text)
    }

    private static func nextWord(
        of words: borrowing Span<UInt8>, at position: inout Int
    ) -> Range<Int>? {
        let start = position
        while position < words.count, words[position] != 0 { position += 1 }
        guard position < words.count else { return nil }
        position += 1
        return start..<position - 1
    }
}
