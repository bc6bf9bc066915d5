import BoundedBytes
import CredentialSlots
import DeviceGrant

// The credential store's recovery: whatever the storage holds, the slots find what the format's
// description finds; a write that is torn leaves the old record or the new one; and whatever a record
// says, the machines take it or leave it, and never trap.

@c(LLVMFuzzerTestOneInput)
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    var input = Input(start, count)
    let flags = input.byte()
    let origin = Instant(tick: UInt32(input.byte()) << 24)
    let wallClockSeconds: UInt32? = flags & 4 == 0 ? nil : input.number()
    let counter = UInt32(bitPattern: Int32(Int8(bitPattern: input.byte())))
    let counterStep = UInt32(bitPattern: Int32(Int8(bitPattern: input.byte())))
    let savesLeft = input.byte()
    let tornBytes = Int(input.byte())
    let cuts = Cuts(&input)
    let restoring = Restoring(
        origin: origin, wallClockSeconds: wallClockSeconds, entropy: UInt32(savesLeft))

    restoring.check(input.rest, cuts)

    var storage = makeStorage(of: input.rest, flags, counter, counterStep)
    let old = copy(latest(on: &storage))
    defer { old?.deallocate() }
    if let old { restoring.check(Bytes(old), cuts) }
    storage.savesLeft = flags & 8 == 0 ? nil : savesLeft & 7
    storage.tornBytes = tornBytes
    rewrite(&storage, old.map { Bytes($0) }, with: input.rest, cuts, flags)
    return 0
}

// MARK: The slots

/// Storage of the input's bytes as they are, or of whole records that hold them.
private func makeStorage(
    of content: Bytes, _ flags: UInt8, _ counter: UInt32, _ step: UInt32
) -> TornStorage {
    let isFirst = flags & 1 != 0
    let isSecond = flags & 2 != 0
    guard isFirst || isSecond else {
        let storage = TornStorage(bytes: content.count, fill: 0)
        _ = storage.memory.update(from: content)
        return storage
    }
    let half = isFirst && isSecond ? content.count / 2 : content.count
    let slotBytes = SlotImage.headerBytes + half
    let storage = TornStorage(bytes: 2 * slotBytes + Int(flags >> 7), fill: 0xFF)
    if isFirst {
        fill(storage.memory, 0..<slotBytes, content.part(0..<half), counter)
    }
    if isSecond {
        let record = content.part(content.count - half..<content.count)
        fill(storage.memory, slotBytes..<2 * slotBytes, record, counter &+ step)
    }
    return storage
}

private func fill(
    _ memory: UnsafeMutableBufferPointer<UInt8>, _ range: Range<Int>, _ record: Bytes,
    _ counter: UInt32
) {
    let slot = UnsafeMutableBufferPointer(rebasing: memory[range])
    for index in 0..<record.count { slot[SlotImage.headerBytes + index] = record[index] }
    SlotImage.seal(slot, counter: counter)
}

/// The latest record, which the slots and the format's description agree about.
private func latest(on storage: inout TornStorage) -> Bytes? {
    let expected = SlotImage.latest(in: storage.bytes).map { storage.bytes.part($0) }
    do throws(StorageFailure) {
        let slots = try CredentialSlots(on: &storage)
        var offset = 0
        try slots.read(from: &storage) { piece in
            guard let expected else { fatalError("a record where there is none") }
            require(piece.count <= expected.count - offset, "more than the record")
            for index in piece.indices {
                require(piece[index] == expected[offset + index], "other bytes than the record's")
            }
            offset += piece.count
        }
        require(offset == expected?.count ?? 0, "less than the record")
    } catch {
        fatalError("storage that can be read, and cannot: \(error)")
    }
    return expected
}

private func copy(_ bytes: Bytes?) -> UnsafeMutableBufferPointer<UInt8>? {
    guard let bytes else { return nil }
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count)
    _ = copy.initialize(from: bytes)
    return copy
}

/// Writes a new record, and demands at every moment the old one or the new one.
private func rewrite(
    _ storage: inout TornStorage, _ old: Bytes?, with text: Bytes, _ cuts: Cuts, _ flags: UInt8
) {
    do throws(StorageFailure) {
        var slots = try CredentialSlots(on: &storage)
        var written = 0
        var failure: StorageFailure?
        Handing.cut(cuts).forEachPiece(of: text) { piece in
            do throws(StorageFailure) {
                try slots.append(piece.span, to: &storage)
                written += piece.count
                return .goOn
            } catch let error {
                failure = error
                return .stop
            }
        }
        if failure == .failed { return demand(old, or: nil, on: &storage) }
        // What did not fit is left out.
        let new = text.part(0..<written)
        if flags & 0x10 != 0 { return demand(old, or: nil, on: &storage) }
        do throws(StorageFailure) {
            try slots.commit(to: &storage)
        } catch {
            if error == .full {
                require(storage.storageBytes / 2 < SlotImage.headerBytes, "full with room left")
                return demand(old, or: nil, on: &storage)
            }
            demand(old, or: new, on: &storage)
            // It may be called again.
            try slots.commit(to: &storage)
        }
        demand(new, or: new, on: &storage)
    } catch {
        fatalError("storage that can be written, and cannot: \(error)")
    }
}

private func demand(_ old: Bytes?, or new: Bytes?, on storage: inout TornStorage) {
    storage.restart()
    let found = latest(on: &storage)
    require(isSame(found, old) || isSame(found, new), "neither the old record nor the new one")
}

private func isSame(_ first: Bytes?, _ second: Bytes?) -> Bool {
    guard let first, let second else { return first == nil && second == nil }
    return first.elementsEqual(second)
}

// MARK: The records

/// Hands a record to the machines, whole and cut.
private struct Restoring {
    var origin: Instant
    var wallClockSeconds: UInt32?
    var entropy: UInt32

    func check(_ record: Bytes, _ cuts: Cuts) {
        require(
            grantTrace(record, .whole) == grantTrace(record, .cut(cuts)),
            "the grant restores something else when cut")
        require(
            keeperTrace(record, .whole) == keeperTrace(record, .cut(cuts)),
            "the keeper restores something else when cut")
    }

    private func grantTrace(_ record: Bytes, _ handing: Handing) -> Digest {
        var grant = SmallDeviceGrant()
        handing.forEachPiece(of: record) {
            grant.restore($0.span)
            return .goOn
        }
        let resumption = grant.resume(
            at: origin, wallClockSeconds: wallClockSeconds, entropy: entropy)
        guard resumption == .codes else {
            require(grant.poll(at: origin) == .idle, "a grant that nobody began")
            require(grant.textsDigest == SmallDeviceGrant().textsDigest, "codes of no use are kept")
            return grant.textsDigest
        }
        grant.checkCodes()
        let pause = grant.intervalMilliseconds
        require(1_000...3_600_000 ~= pause, "an interval without limits")
        require(grant.lifetimeSeconds <= 86_400, "a lifetime without limits")
        let first = grant.poll(at: origin)
        require(
            first == .display(.code) || first == .display(.finished(.expired)),
            "no code on the screen")
        if case .connect = grant.poll(at: origin.advanced(byMilliseconds: pause - 1)) {
            fatalError("a poll before the interval")
        }
        var play = self.play
        var end = play.run(&grant)
        if end == nil {
            grant.cancel(at: play.now)
            end = play.run(&grant)
        }
        guard let outcome = end else { fatalError("a grant that is given up goes on") }
        play.checkIsFinal(outcome, of: &grant)
        return play.trace
    }

    private func keeperTrace(_ record: Bytes, _ handing: Handing) -> Digest {
        var keeper = SmallTokenKeeper()
        handing.forEachPiece(of: record) {
            keeper.restore($0.span)
            return .goOn
        }
        guard keeper.keep(at: origin, wallClockSeconds: wallClockSeconds, entropy: entropy) else {
            require(keeper.poll(at: origin) == .idle, "keeps what is not there")
            return keeper.accessTokenDigest(at: origin)
        }
        var trace = keeper.accessTokenDigest(at: origin)
        var play = self.play
        _ = play.run(&keeper)
        trace.add(UInt32(truncatingIfNeeded: play.trace.value))
        trace.add(
            UInt32(truncatingIfNeeded: keeper.accessTokenDigest(at: play.now).value))
        return trace
    }

    /// A server that cannot be reached.
    private var play: Play {
        var play = Play(
            at: origin, answers: Input(nil, 0), firstAnswer: nil,
            wallClockSeconds: wallClockSeconds, .whole)
        play.afterwards = .refusal
        play.waitsMaximum = 8
        return play
    }
}
