// What `guard snippet --for` can write.

import {
  awsSgSnippet,
  azureNsgSnippet,
  iisSnippet,
  networkPolicySnippet,
  nftablesSnippet,
} from "./address-snippets.ts";
import { apacheSnippet } from "./apache-snippet.ts";
import { aspnetSnippet } from "./aspnet-snippet.ts";
import { caddySnippet } from "./caddy-snippet.ts";
import { djangoSnippet } from "./django-snippet.ts";
import { nginxSnippet } from "./nginx-snippet.ts";
import type { Snippet } from "./snippet.ts";
import { springSnippet } from "./spring-snippet.ts";
import { traefikSnippet } from "./traefik-snippet.ts";

export const snippets: readonly Snippet[] = [
  nginxSnippet,
  apacheSnippet,
  caddySnippet,
  traefikSnippet,
  iisSnippet,
  nftablesSnippet,
  networkPolicySnippet,
  azureNsgSnippet,
  awsSgSnippet,
  djangoSnippet,
  springSnippet,
  aspnetSnippet,
];
