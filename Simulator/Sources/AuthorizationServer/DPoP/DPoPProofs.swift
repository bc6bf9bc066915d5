/// Checks DPoP proofs: each is accepted once, while it is fresh (RFC 9449 §4.3, §11.1).
struct DPoPProofs<Store: ProofStore>: Sendable {
    let store: Store
    let nonces: DPoPNonces
    let origin: PublicOrigin
    let clock: ServerClock

    /// The thumbprint of the key that the request proves to hold; nil when it carries no proof.
    /// `accessToken` is what a protected resource was sent (RFC 9449 §7).
    ///
    /// Throws `invalid_dpop_proof`, or `use_dpop_nonce` with a nonce to try again with.
    func keyThumbprint(
        of request: DPoPRequest, accessToken: String? = nil
    ) async throws -> String? {
        guard let text = request.proofs.first else { return nil }
        guard request.proofs.count == 1,
            let proof = DPoPProof(text, for: request, origin: origin, accessToken: accessToken)
        else {
            throw OAuthError.invalidDPoPProof(
                "The DPoP header holds no proof for this request (RFC 9449 §4.2).")
        }
        let now = clock.nowMilliseconds()
        guard isFresh(proof, at: now) else {
            throw OAuthError.useDPoPNonce(nonces.nonce(at: now))
        }
        // The id is the key's own: others cannot use it up.
        let use = CodeHash(ofSecret: proof.keyThumbprint + "\n" + proof.id)
        guard
            try await store.insert(
                proofUse: use, expiresAtMilliseconds: now + Limits.proofMemoryMilliseconds)
                == .applied
        else {
            throw OAuthError.invalidDPoPProof("The DPoP proof has been used before.")
        }
        return proof.keyThumbprint
    }

    private func isFresh(_ proof: DPoPProof, at now: Int64) -> Bool {
        if let nonce = proof.nonce { return nonces.isValid(nonce, at: now) }
        return abs(now - proof.issuedAtMilliseconds) <= Limits.proofClockMilliseconds
    }
}
