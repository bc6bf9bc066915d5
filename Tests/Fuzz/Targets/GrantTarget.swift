import BoundedBytes
import DeviceGrant

// The grant: whatever a server sends, however it is cut, the machine never traps, never polls early,
// and an outcome stays what it is; and whole and cut bytes come to the same.

@c(LLVMFuzzerTestOneInput)
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var input = Input(start, count)
    let flags = input.byte()
    let origin = Instant(tick: UInt32(input.byte()) << 24)
    let cuts = Cuts(&input)
    let whole: Digest
    let cut: Digest
    if flags & 1 == 0 {
        whole = play(StandardDeviceGrant(), StandardTokenKeeper(), flags, origin, input, .whole)
        cut = play(StandardDeviceGrant(), StandardTokenKeeper(), flags, origin, input, .cut(cuts))
    } else {
        whole = play(SmallDeviceGrant(), SmallTokenKeeper(), flags, origin, input, .whole)
        cut = play(SmallDeviceGrant(), SmallTokenKeeper(), flags, origin, input, .cut(cuts))
    }
    require(whole == cut, "whole and cut come to something else")
    return 0
}

/// Plays one grant and, once it is granted, the keeping of its tokens.
///
/// - Returns: Everything that happened.
private func play<let code: Int, let uri: Int, let token: Int>(
    _ grant: consuming DeviceGrant<code, uri, token>, _ keeper: consuming TokenKeeper<token>,
    _ flags: UInt8, _ origin: Instant, _ answers: Input, _ handing: Handing
) -> Digest {
    let wallClockSeconds: UInt32? = flags & 4 == 0 ? nil : 1_700_000_000
    var play = Play(
        at: origin, answers: answers, firstAnswer: flags & 2 == 0 ? codesAnswer : nil,
        wallClockSeconds: wallClockSeconds, handing)
    grant.start(at: origin, entropy: UInt32(flags))
    var end = play.run(&grant)
    if end == nil {
        // The user gives up.
        grant.cancel(at: play.now)
        end = play.run(&grant)
    }
    guard let outcome = end else { fatalError("a grant that is given up goes on") }
    play.checkIsFinal(outcome, of: &grant)
    let texts = grant.textsDigest
    var trace = play.trace
    trace.add(UInt32(truncatingIfNeeded: texts.value))
    if outcome == .granted {
        keep(&grant, &keeper, &play, wallClockSeconds)
    } else {
        require(texts == StandardDeviceGrant().textsDigest, "secrets of a grant that has ended")
    }
    trace.add(UInt32(truncatingIfNeeded: play.trace.value))
    return trace
}

/// Hands the tokens to a keeper, which plays on with the answers that are left.
private func keep<let code: Int, let uri: Int, let token: Int>(
    _ grant: inout DeviceGrant<code, uri, token>, _ keeper: inout TokenKeeper<token>,
    _ play: inout Play, _ wallClockSeconds: UInt32?
) {
    // As the record has it; a grant that has ended tells no record any more.
    keeper.restore(bytes("\u{1}").span)
    grant.withAccessToken { restore(1, $0, in: &keeper) }
    grant.withRefreshToken { restore(2, $0, in: &keeper) }
    guard keeper.keep(at: play.now, wallClockSeconds: wallClockSeconds, entropy: 7) else {
        fatalError("tokens that cannot be kept")
    }
    keeper.refresh(at: play.now)
    play.beginAnew()
    var end = play.run(&keeper)
    if end == nil {
        keeper.signOut(at: play.now, configuration: configuration)
        play.beginAnew()
        end = play.run(&keeper)
    }
    if let outcome = end { play.checkIsFinal(outcome, of: &keeper) }
}

private func restore<let token: Int>(
    _ tag: UInt8, _ text: borrowing Span<UInt8>, in keeper: inout TokenKeeper<token>
) {
    guard !text.isEmpty else { return }
    let head: InlineArray<3, UInt8> = [
        tag, UInt8(text.count >> 8), UInt8(truncatingIfNeeded: text.count),
    ]
    keeper.restore(head.span)
    keeper.restore(text)
}

nonisolated(unsafe) private let codesAnswer = bytes(
    """
    HTTP/1.1 200 OK\r\nContent-Length: 149\r\n\r\n\
    {"device_code":"GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS","user_code":"WDJB-MJHT",\
    "verification_uri":"https://example.com/device","expires_in":1800}
    """)
