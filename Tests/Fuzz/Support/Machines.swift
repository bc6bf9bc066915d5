import BoundedBytes
import DeviceGrant
import HTTPWire

let requestBytesMaximum = 4_096
nonisolated(unsafe) let requestBuffer = UnsafeMutablePointer<UInt8>.allocate(
    capacity: requestBytesMaximum)

/// The longest record of any machine here, in bytes.
private let recordBytesMaximum = 8_192
nonisolated(unsafe) private let recordBuffer = UnsafeMutablePointer<UInt8>.allocate(
    capacity: recordBytesMaximum)

/// The bytes of a text that stands in the program.
func bytes(_ text: StaticString) -> Bytes {
    Bytes(start: text.utf8Start, count: text.utf8CodeUnitCount)
}

nonisolated(unsafe) let configuration: ClientConfiguration = {
    do {
        var configuration = try ClientConfiguration(
            deviceAuthorizationEndpoint: Endpoint(bytes("https://example.com/device").span),
            tokenEndpoint: Endpoint(bytes("https://example.com/token").span),
            clientID: bytes("1406020730").span, scope: bytes("openid").span,
            clientSecret: bytes("").span)
        configuration.revocationEndpoint = .some(
            try Endpoint(bytes("https://example.com/revoke").span))
        return configuration
    } catch {
        fatalError("no configuration: \(error)")
    }
}()

extension ExchangingMachine where Self: ~Copyable {
    /// The record that the machine asks to store; it lies where the next one will.
    borrowing func storedRecord(at now: Instant, wallClockSeconds: UInt32?) -> Bytes {
        var count = 0
        forEachRecordPart(at: now, wallClockSeconds: wallClockSeconds) { part in
            require(part.count <= recordBytesMaximum - count, "a record without end")
            for index in part.indices {
                recordBuffer[count] = part[index]
                count += 1
            }
        }
        return Bytes(start: recordBuffer, count: count)
    }
}

extension DeviceGrant: FuzzedMachine {
    var pauseMinimumMilliseconds: UInt32 { intervalMilliseconds }
    var wasToldToSlowDown: Bool { lastPollOutcome == .slowDown }

    borrowing func checkExchange(with endpoint: EndpointName, at now: Instant) {
        guard endpoint == .token else {
            return require(endpoint == .deviceAuthorization, "an endpoint of another machine")
        }
        require((remainingMilliseconds(at: now) ?? 0) > 0, "a poll with a code that has ended")
        require(1_000...3_600_000 ~= intervalMilliseconds, "an interval without limits")
        checkCodes()
    }

    borrowing func checkRecord(
        _ record: GrantRecord, at now: Instant, wallClockSeconds: UInt32?
    ) {
        let bytes = storedRecord(at: now, wallClockSeconds: wallClockSeconds)
        require(bytes.count <= Self.recordBytesMaximum, "a record that is too long")
        switch record {
        case .codes:
            checkCodes()
            var other = Self()
            other.restore(bytes.span)
            let resumption = other.resume(at: now, wallClockSeconds: wallClockSeconds, entropy: 1)
            require(resumption == .codes, "codes that cannot be gone on with")
            require(textsDigest == other.textsDigest, "other codes after a power cut")
            require(intervalMilliseconds == other.intervalMilliseconds, "another interval after it")
        case .tokens:
            require(withAccessToken { !$0.isEmpty }, "granted without a token")
        case .nothing:
            require(bytes.count <= 6 + 2, "something where nothing should be")
        }
    }

    /// RFC 8628 §3.3: a code and a URI that a screen can show.
    borrowing func checkCodes() {
        require(withUserCode { isShowable($0) }, "a code that no screen shows")
        require(withVerificationURI { isShowable($0) }, "a URI that no screen shows")
        require(
            withVerificationURIComplete { $0.isEmpty || isShowable($0) }, "a QR code of anything")
    }

    /// All texts, in a short form.
    var textsDigest: Digest {
        var digest = Digest()
        withUserCode { digest.add($0) }
        digest.add(UInt8(0))
        withVerificationURI { digest.add($0) }
        digest.add(UInt8(0))
        withVerificationURIComplete { digest.add($0) }
        digest.add(UInt8(0))
        withAccessToken { digest.add($0) }
        digest.add(UInt8(0))
        withRefreshToken { digest.add($0) }
        digest.add(UInt8(0))
        withIDToken { digest.add($0) }
        return digest
    }
}

private func isShowable(_ text: borrowing Span<UInt8>) -> Bool {
    for index in text.indices where !(0x20...0x7E ~= text[index]) { return false }
    return !text.isEmpty
}

extension TokenKeeper: FuzzedMachine {
    var pauseMinimumMilliseconds: UInt32 { 5_000 }
    var wasToldToSlowDown: Bool { false }

    borrowing func checkExchange(with endpoint: EndpointName, at now: Instant) {
        require(endpoint == .token || endpoint == .revocation, "an endpoint of another machine")
    }

    borrowing func checkRecord(
        _ record: GrantRecord, at now: Instant, wallClockSeconds: UInt32?
    ) {
        guard record == .tokens else { return require(record == .nothing, "codes of a keeper") }
        let bytes = storedRecord(at: now, wallClockSeconds: wallClockSeconds)
        var other = Self()
        other.restore(bytes.span)
        require(
            other.keep(at: now, wallClockSeconds: wallClockSeconds, entropy: 1),
            "tokens that cannot be kept")
    }

    /// The access token's state, and the token if it is valid, in a short form.
    func accessTokenDigest(at now: Instant) -> Digest {
        var digest = Digest()
        var token = FixedBytes<2_048>()
        do throws(CapacityExceeded) {
            let state = try token.withOutput { (output) throws(CapacityExceeded) in
                try writeAccessToken(at: now, to: &output)
            }
            require(token.isEmpty == (state != .valid), "a token that is not there")
            digest.add(UInt8(state == .valid ? 1 : state == .expired ? 2 : 3))
        } catch {
            fatalError("a token beyond its capacity")
        }
        token.withBytes { digest.add($0) }
        return digest
    }
}
