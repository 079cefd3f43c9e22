import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { guardRoutes } from './access.ts';
import type { AdminApp } from './admin-app.ts';
import type { AdminDeps } from './admin-deps.ts';
import { addAuditRoutes } from './audit.ts';
import { addBulkRunRoutes } from './bulk-run.ts';
import { sendFailure } from '../http/failure.ts';
import { readJsonBodies } from './json-body.ts';
import { Query } from './field.ts';
import { addLiveTicketRoute } from './live-ticket.ts';
import { addLoginRoutes } from './login.ts';
import { addMeRoutes } from './me.ts';
import { answerMissingRoutes } from '../http/missing-route.ts';
import { addOpenApiRoute } from './openapi.ts';
import { addRecoverAllRoutes } from './recover-all.ts';
import { addRecoverRoute } from './recover.ts';
import { addRuleEndpointsRoute } from './rule-endpoints.ts';
import { addRuleTestRoute } from './rule-test.ts';
import { addRuleRoutes } from './rule.ts';
import { addRunLogRoutes } from './run-log.ts';
import { addRunPageRoute } from './run-page.ts';
import { addRunRoutes } from './run.ts';
import { addQueueRoutes } from './queue.ts';
import { addStartRunRoute } from './start-run.ts';
import { addWaitRoutes } from './wait.ts';
import { addScheduleRoutes } from './schedule.ts';
import { addScriptTestRoute } from './script-test.ts';
import { addScriptRoutes } from './script.ts';
import { addSearchRoute } from './search.ts';
import { addSecretRoutes } from './secret.ts';
import { addStatsSeriesRoutes } from './stats-series.ts';
import { addStatsRoute } from './stats.ts';
import { addSuspendGroupsRoute } from './suspend-groups.ts';
import { addSuspendRoutes } from './suspend.ts';
import { addTokenRoutes } from './token.ts';
import { addUsageRoutes } from './usage.ts';
import { addUserRoutes } from './user.ts';
import { createValidatorCompiler, toRefusal } from './validation.ts';

/** The REST API of administrators and operators; registered under `/api/v1`. */
export function adminPlugin(deps: AdminDeps): FastifyPluginAsync {
  return async (app) => {
    app.setValidatorCompiler(createValidatorCompiler());
    app.setSchemaErrorFormatter(toRefusal);
    app.setErrorHandler((error, _request, reply) => sendFailure(reply, error));
    readJsonBodies(app);
    answerMissingRoutes(app);
    guardRoutes(app, deps.store.tokens);
    refuseUnknownParameters(app);
    for (const add of resources) add(app, deps);
    return Promise.resolve();
  };
}

/** A call that says nothing of parameters takes none. */
function refuseUnknownParameters(app: FastifyInstance): void {
  app.addHook('onRoute', (route) => {
    route.schema = { querystring: Query({}), ...route.schema };
  });
}

const resources: readonly ((app: AdminApp, deps: AdminDeps) => void)[] = [
  addLoginRoutes,
  addMeRoutes,
  addLiveTicketRoute,
  addRuleRoutes,
  addRuleEndpointsRoute,
  addRuleTestRoute,
  addScriptRoutes,
  addScriptTestRoute,
  addSecretRoutes,
  addUsageRoutes,
  addSuspendRoutes,
  addSuspendGroupsRoute,
  addRecoverRoute,
  addRecoverAllRoutes,
  addRunLogRoutes,
  addSearchRoute,
  addRunPageRoute,
  addRunRoutes,
  addBulkRunRoutes,
  addStartRunRoute,
  addQueueRoutes,
  addWaitRoutes,
  addScheduleRoutes,
  addStatsRoute,
  addStatsSeriesRoutes,
  addUserRoutes,
  addTokenRoutes,
  addAuditRoutes,
  addOpenApiRoute,
];
