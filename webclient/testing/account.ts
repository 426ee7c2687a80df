/** Whose phone it is in tests, and as what the server lets it in. */
export const ME = "11111111-1111-4111-8111-111111111111";
export const ORG = "22222222-2222-4222-8222-222222222222";
export const NETWORK = "33333333-3333-4333-8333-333333333333";
export const DEVICE = "44444444-4444-4444-8444-444444444444";

export const IDENTITY = {
  user: { id: ME, alias: "Lou", role: "volunteer", org: ORG },
  network: { id: NETWORK, name: "Demo", time_zone: "Europe/Paris" },
  device: DEVICE,
};
export const TOKEN = "token";
