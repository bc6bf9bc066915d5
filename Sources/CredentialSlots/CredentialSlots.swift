import BoundedBytes

/// Keeps one record in two slots of raw storage, so that a power cut at any moment leaves either the
/// record before or the record after.
///
/// Each half of the storage is a slot. A new record goes to the slot that does not hold the latest
/// one: its bytes first, its header with counter and checksum last. A slot whose checksum does not
/// match its bytes is empty.
///
/// ```swift
/// var slots = CredentialSlots(on: &storage)
/// try slots.append(part, to: &storage)      // as often as the record has parts
/// try slots.commit(to: &storage)            // from here on it is the latest
/// ```
public struct CredentialSlots {
    private let slotBytes: Int
    /// The slot that the next record goes to: 0 or 1.
    private var target: Int
    private var counter: UInt32
    /// The length of the latest record, which lies in the other slot; nil if there is none.
    private var latestLength: Int?
    private var length = 0
    private var checksum = Checksum()

    /// Finds the latest record and prepares to write the next one into the other slot.
    public init<SomeStorage: Storage & ~Copyable>(
        on storage: inout SomeStorage
    ) throws(StorageFailure) {
        slotBytes = storage.storageBytes / 2
        let first = try Self.header(in: 0, slotBytes, on: &storage)
        let second = try Self.header(in: 1, slotBytes, on: &storage)
        switch (first, second) {
        case (nil, nil):
            target = 0
            counter = 0
            latestLength = nil
        case (.some(let first), .some(let second)):
            // The later of two counters that differ by one, wherever they wrap.
            let isSecondLater = Int32(bitPattern: second.counter &- first.counter) > 0
            target = isSecondLater ? 0 : 1
            let latest = isSecondLater ? second : first
            counter = latest.counter &+ 1
            latestLength = Int(latest.length)
        case (.some(let first), nil):
            target = 1
            counter = first.counter &+ 1
            latestLength = Int(first.length)
        case (nil, .some(let second)):
            target = 0
            counter = second.counter &+ 1
            latestLength = Int(second.length)
        }
        begin()
    }

    /// Calls `body` with the latest record, in pieces; not at all if there is none.
    public func read<SomeStorage: Storage & ~Copyable>(
        from storage: inout SomeStorage, _ body: (borrowing Span<UInt8>) -> Void
    ) throws(StorageFailure) {
        guard var rest = latestLength else { return }
        var offset = (1 - target) * slotBytes + SlotHeader.byteCount
        var piece = Secret<64>()
        defer { piece.wipe() }
        while rest > 0 {
            let count = min(rest, 64)
            try Self.load(count, from: offset, into: &piece, on: &storage)
            piece.withExposedBytes(body)
            offset += count
            rest -= count
        }
    }

    /// Writes the next part of the record.
    public mutating func append<SomeStorage: Storage & ~Copyable>(
        _ part: borrowing Span<UInt8>, to storage: inout SomeStorage
    ) throws(StorageFailure) {
        guard part.count <= slotBytes - SlotHeader.byteCount - length else { throw .full }
        try storage.save(part, at: target * slotBytes + SlotHeader.byteCount + length)
        checksum.add(part)
        length += part.count
    }

    /// Makes what was written the latest record, then prepares for another. If it throws, it may be
    /// called again.
    public mutating func commit<SomeStorage: Storage & ~Copyable>(
        to storage: inout SomeStorage
    ) throws(StorageFailure) {
        guard slotBytes >= SlotHeader.byteCount else { throw .full }
        let count = UInt32(truncatingIfNeeded: length)
        var checksum = checksum
        checksum.add(counter)
        checksum.add(count)
        let header = SlotHeader(counter: counter, length: count, checksum: checksum.value)
        var bytes = FixedBytes<16>()
        do throws(CapacityExceeded) {
            try bytes.withOutput { (output) throws(CapacityExceeded) in
                try header.write(to: &output)
            }
        } catch {
            throw .full
        }
        // The record must be safe before the header that vouches for it.
        try storage.synchronize()
        let offset = target * slotBytes
        try bytes.withBytes { (bytes) throws(StorageFailure) in
            try storage.save(bytes, at: offset)
        }
        try storage.synchronize()
        target = 1 - target
        counter &+= 1
        latestLength = length
        begin()
    }

    /// Overwrites the record before the latest one with zeros, for a record whose secrets must not
    /// outlive it. Call it behind ``commit(to:)``: a power cut leaves the latest record whole.
    public func eraseSuperseded<SomeStorage: Storage & ~Copyable>(
        on storage: inout SomeStorage
    ) throws(StorageFailure) {
        let zeros = InlineArray<64, UInt8>(repeating: 0)
        var offset = 0
        while offset < slotBytes {
            let count = min(64, slotBytes - offset)
            try storage.save(
                zeros.span.extracting(first: count), at: target * slotBytes + offset)
            offset += count
        }
        try storage.synchronize()
    }

    private mutating func begin() {
        length = 0
        checksum = Checksum()
    }

    /// The slot's header, if the record behind it is whole.
    private static func header<SomeStorage: Storage & ~Copyable>(
        in slot: Int, _ slotBytes: Int, on storage: inout SomeStorage
    ) throws(StorageFailure) -> SlotHeader? {
        guard slotBytes >= SlotHeader.byteCount else { return nil }
        var piece = Secret<64>()
        defer { piece.wipe() }
        try load(SlotHeader.byteCount, from: slot * slotBytes, into: &piece, on: &storage)
        guard let header = piece.withExposedBytes({ SlotHeader($0) }),
            header.length <= UInt32(clamping: slotBytes - SlotHeader.byteCount)
        else { return nil }
        var checksum = Checksum()
        var offset = slot * slotBytes + SlotHeader.byteCount
        var rest = Int(header.length)
        while rest > 0 {
            let count = min(rest, 64)
            try load(count, from: offset, into: &piece, on: &storage)
            piece.withExposedBytes { checksum.add($0) }
            offset += count
            rest -= count
        }
        checksum.add(header.counter)
        checksum.add(header.length)
        return checksum.value == header.checksum ? header : nil
    }

    private static func load<SomeStorage: Storage & ~Copyable>(
        _ count: Int, from offset: Int, into piece: inout Secret<64>, on storage: inout SomeStorage
    ) throws(StorageFailure) {
        piece.wipe()
        try piece.withOutput(limit: count) { (output) throws(StorageFailure) in
            try storage.load(from: offset, into: &output)
        }
        guard piece.count == count else { throw .failed }
    }
}
