// Written by `npm run console:types` from the OpenAPI document of the REST API.

export interface paths {
    "/api/v1/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign in; gives a token for Authorization: Bearer */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "username": "admin",
                     *       "password": "the password of the first start"
                     *     }
                     */
                    "application/json": {
                        username: string;
                        password: string;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                token: string;
                                /** Format: date-time */
                                expires_at: string;
                                user: {
                                    id: number;
                                    username: string;
                                    /** @enum {string} */
                                    role: "viewer" | "operator" | "developer" | "admin";
                                };
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End the session
         * @description Needs the role viewer.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /** @example {} */
                    "application/json": {
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    } | null;
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: null;
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who the caller is
         * @description Needs the role viewer.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                id: number;
                                username: string;
                                /** @enum {string} */
                                role: "viewer" | "operator" | "developer" | "admin";
                                /**
                                 * @description what the caller signed in with
                                 * @enum {string}
                                 */
                                kind: "session" | "api";
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the caller's password; ends all its sessions, this one too
         * @description Needs the role viewer.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "old_password": "the present one",
                     *       "new_password": "a better one"
                     *     }
                     */
                    "application/json": {
                        old_password: string;
                        new_password: string;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: null;
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/live/ticket": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A ticket for the WebSocket at /api/v1/live
         * @description Good once, for 30 seconds: `GET /api/v1/live?ticket=…`. What the caller may not read it does not get there. Needs the role viewer.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /** @example {} */
                    "application/json": {
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    } | null;
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                ticket: string;
                                /** Format: date-time */
                                expires_at: string;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One version of a rule; by name and method the active one, else the newest
         * @description Needs the role viewer.
         */
        get: {
            parameters: {
                query?: {
                    id?: number;
                    version?: string;
                    /** @example api/v1/register */
                    name?: string;
                    /** @example POST */
                    method?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                id: number;
                                name: string;
                                desc: string;
                                version: string;
                                /** @description true: the active version */
                                status: boolean;
                                operator: string;
                                operator_id: number;
                                /** Format: date-time */
                                created_at: string;
                                /** Format: date-time */
                                updated_at: string;
                                method: string;
                                rule: {
                                    [key: string]: unknown;
                                };
                                warnings: {
                                    severity: string;
                                    /** @description JSON pointer into the rule */
                                    pointer: string;
                                    message: string;
                                    suggestion?: string;
                                }[];
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        put?: never;
        /**
         * Save a new version; the first of its name and method is active at once
         * @description Needs the role developer.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "name": "hello/:name",
                     *       "method": "GET",
                     *       "desc": "Says hello.",
                     *       "rule": {
                     *         "request": {
                     *           "query": {
                     *             "times": {
                     *               "type": "int",
                     *               "min": 1,
                     *               "max": 3,
                     *               "default": 1
                     *             }
                     *           }
                     *         },
                     *         "response": {
                     *           "body": {
                     *             "hello": "{request.params.name}",
                     *             "times": "{request.query.times}"
                     *           }
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": {
                        /** @description for editors */
                        $schema?: string;
                        name: string;
                        method: string;
                        /** @description the rule, or its JSON text */
                        rule: Record<string, never> | string;
                        desc?: string;
                        /** @default false */
                        activate: boolean;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                id: number;
                                name: string;
                                desc: string;
                                version: string;
                                /** @description true: the active version */
                                status: boolean;
                                operator: string;
                                operator_id: number;
                                /** Format: date-time */
                                created_at: string;
                                /** Format: date-time */
                                updated_at: string;
                                method: string;
                                rule: {
                                    [key: string]: unknown;
                                };
                                warnings: {
                                    severity: string;
                                    /** @description JSON pointer into the rule */
                                    pointer: string;
                                    message: string;
                                    suggestion?: string;
                                }[];
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        /**
         * Delete a version
         * @description Needs the role developer.
         */
        delete: {
            parameters: {
                query?: {
                    id?: number;
                    force?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "id": 2
                     *     }
                     */
                    "application/json": {
                        id?: number;
                        force?: boolean;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    } | null;
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: null;
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rule/page": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Versions of rules, newest first
         * @description Needs the role viewer.
         */
        get: {
            parameters: {
                query: {
                    /** @description reaches the first 10000 entries */
                    page: number;
                    count: number;
                    /** @description `next` of an answer with the same filters: the entries behind it; `page` does not count then */
                    after?: string;
                    /** @description prefix of the name */
                    name?: string;
                    method?: string;
                    /** @description true: only active versions */
                    status?: boolean;
                    operator_id?: number;
                    /** @description not before this time */
                    start?: string;
                    /** @description not after this time */
                    end?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                list: {
                                    id: number;
                                    name: string;
                                    desc: string;
                                    version: string;
                                    /** @description true: the active version */
                                    status: boolean;
                                    operator: string;
                                    operator_id: number;
                                    /** Format: date-time */
                                    created_at: string;
                                    /** Format: date-time */
                                    updated_at: string;
                                    method: string;
                                }[];
                                /** @description entries that the filters find, 10000 where there are more */
                                total: number;
                                total_exact: boolean;
                                page: number;
                                count: number;
                                next: string | null;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rule/switch_version": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Make a version the active one
         * @description Needs the role developer.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "id": 1
                     *     }
                     */
                    "application/json": {
                        id: number;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                id: number;
                                name: string;
                                desc: string;
                                version: string;
                                /** @description true: the active version */
                                status: boolean;
                                operator: string;
                                operator_id: number;
                                /** Format: date-time */
                                created_at: string;
                                /** Format: date-time */
                                updated_at: string;
                                method: string;
                                rule: {
                                    [key: string]: unknown;
                                };
                                warnings: {
                                    severity: string;
                                    /** @description JSON pointer into the rule */
                                    pointer: string;
                                    message: string;
                                    suggestion?: string;
                                }[];
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rule/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check a rule without saving it
         * @description Needs the role viewer.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "name": "hello/:name",
                     *       "method": "GET",
                     *       "desc": "Says hello.",
                     *       "rule": {
                     *         "request": {
                     *           "query": {
                     *             "times": {
                     *               "type": "int",
                     *               "min": 1,
                     *               "max": 3,
                     *               "default": 1
                     *             }
                     *           }
                     *         },
                     *         "response": {
                     *           "body": {
                     *             "hello": "{request.params.name}",
                     *             "times": "{request.query.times}"
                     *           }
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": {
                        /** @description for editors */
                        $schema?: string;
                        name: string;
                        method: string;
                        /** @description the rule, or its JSON text */
                        rule: Record<string, never> | string;
                        desc?: string;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                errors: {
                                    severity: string;
                                    /** @description JSON pointer into the rule */
                                    pointer: string;
                                    message: string;
                                    suggestion?: string;
                                }[];
                                warnings: {
                                    severity: string;
                                    /** @description JSON pointer into the rule */
                                    pointer: string;
                                    message: string;
                                    suggestion?: string;
                                }[];
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rule/endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Rules by method and name, with their versions, last call and error rate
         * @description Needs the role viewer.
         */
        get: {
            parameters: {
                query: {
                    /** @description reaches the first 10000 entries */
                    page: number;
                    count: number;
                    /** @description `next` of an answer with the same filters */
                    after?: string;
                    /** @description prefix of the name */
                    name?: string;
                    /** @description part of the name, in any case */
                    q?: string;
                    method?: string;
                    /** @description runs count from its full hour on; without: 24 hours ago */
                    start?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                list: {
                                    method: string;
                                    name: string;
                                    /** @description of the active version, else of the newest */
                                    desc: string;
                                    active_version: string | null;
                                    /** @description how many there are */
                                    versions: number;
                                    /** Format: date-time */
                                    updated_at: string;
                                    last_called_at: string | null;
                                    runs: number | null;
                                    error_rate: number | null;
                                }[];
                                /** @description entries that the filters find, 10000 where there are more */
                                total: number;
                                total_exact: boolean;
                                page: number;
                                count: number;
                                next: string | null;
                            } & {
                                /** Format: date-time */
                                since: string;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rule/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a rule with mocks; no call leaves, nothing is stored
         * @description Needs the role developer.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "rule": {
                     *         "request": {
                     *           "body": {
                     *             "phone": {
                     *               "type": "string",
                     *               "required": true
                     *             }
                     *           }
                     *         },
                     *         "components": [
                     *           [
                     *             {
                     *               "name": "user",
                     *               "type": "api",
                     *               "method": "POST",
                     *               "url": "https://users.example.com/",
                     *               "input": "{request.body}",
                     *               "outputName": "user"
                     *             }
                     *           ]
                     *         ],
                     *         "response": {
                     *           "body": {
                     *             "id": "{user.id}"
                     *           }
                     *         }
                     *       },
                     *       "request": {
                     *         "method": "POST",
                     *         "body": {
                     *           "phone": "13800000000"
                     *         }
                     *       },
                     *       "mocks": {
                     *         "user": {
                     *           "output": {
                     *             "id": "u42"
                     *           }
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": {
                        /** @description the rule, or its JSON text */
                        rule: Record<string, never> | string;
                        /** @default {} */
                        request: {
                            /** @description of the endpoint, such as files/*path; else one of its params */
                            name?: string;
                            method?: string;
                            path?: string;
                            query?: {
                                [key: string]: unknown;
                            };
                            header?: {
                                [key: string]: unknown;
                            };
                            params?: {
                                [key: string]: unknown;
                            };
                            /** @description as it is read; of a rule that takes raw bodies a text, or {contentType, base64} */
                            body?: unknown;
                        };
                        /**
                         * @description by name, in full: fulfil/courier; reserve[0], or reserve for all elements of a loop
                         * @default {}
                         */
                        mocks: {
                            [key: string]: {
                                output?: unknown;
                                error?: {
                                    code: string;
                                    msg: string;
                                };
                                requests?: unknown[];
                            };
                        };
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                /** @enum {string} */
                                status: "running" | "queued" | "success" | "failed" | "broken" | "suspended" | "waiting" | "paused" | "recovering" | "compensating" | "compensated" | "cancelled";
                                http_status: number;
                                response: unknown;
                                run_log: {
                                    trx: string;
                                    log_id: string;
                                    method: string;
                                    path: string;
                                    version: string;
                                    /** @description what its rule, or who began it, notes of the run */
                                    metadata?: {
                                        [key: string]: string;
                                    };
                                    /** @enum {string} */
                                    status: "running" | "queued" | "success" | "failed" | "broken" | "suspended" | "waiting" | "paused" | "recovering" | "compensating" | "compensated" | "cancelled";
                                    /** @description number of layers */
                                    step: number;
                                    /** @description the layer reached */
                                    cur_step: number;
                                    /** @description of the answer; none while there is none */
                                    http_status?: number;
                                    error: {
                                        code: string;
                                        msg: string;
                                        /**
                                         * @description refused: the request; business: an upstream, a script or an operator said no
                                         * @enum {string}
                                         */
                                        kind?: "refused" | "business" | "system" | "timeout";
                                        component?: string | null;
                                        layer?: number | null;
                                    } | null;
                                    start_datetime: string;
                                    resp_datetime: string | null;
                                    end_datetime: string | null;
                                    resp_time: number | null;
                                    run_time: number | null;
                                    warnings?: {
                                        layer: number | null;
                                        component: string | null;
                                        message: string;
                                    }[];
                                    /** @description it was over 1 MiB: its largest values are cut */
                                    truncated?: boolean;
                                    /** @description the run that called it, and by which component */
                                    parent?: {
                                        trx: string;
                                        /** @description in full */
                                        component: string;
                                    };
                                    request: {
                                        method: string;
                                        path: string;
                                        params?: {
                                            [key: string]: unknown;
                                        };
                                        query?: {
                                            [key: string]: unknown;
                                        };
                                        header?: {
                                            [key: string]: unknown;
                                        };
                                        body?: unknown;
                                        ip?: string;
                                    } | null;
                                    response: {
                                        status: number;
                                        header?: {
                                            [key: string]: unknown;
                                        };
                                        body?: unknown;
                                    } | null;
                                    step_logs: {
                                        /** @description from 1 */
                                        step: number;
                                        action_count: number;
                                        start_datetime: string;
                                        end_datetime: string;
                                        /** @description milliseconds */
                                        run_time: number;
                                        error: {
                                            code: string;
                                            msg: string;
                                            /**
                                             * @description refused: the request; business: an upstream, a script or an operator said no
                                             * @enum {string}
                                             */
                                            kind?: "refused" | "business" | "system" | "timeout";
                                            component?: string | null;
                                            layer?: number | null;
                                        } | null;
                                        component_logs: {
                                            /** @description its layer, from 1 */
                                            step: number;
                                            /** @description its place in the layer, from 1 */
                                            action: number;
                                            /** @description in full where it is inside another one: fulfil/courier, reserve[0] */
                                            name: string;
                                            desc: string;
                                            /** @enum {string} */
                                            type: "api" | "rule" | "script" | "transform" | "flow" | "wait";
                                            url: string;
                                            version: string | null;
                                            input: unknown;
                                            output: unknown;
                                            output_name: string | null;
                                            error: {
                                                code: string;
                                                msg: string;
                                                /**
                                                 * @description refused: the request; business: an upstream, a script or an operator said no
                                                 * @enum {string}
                                                 */
                                                kind?: "refused" | "business" | "system" | "timeout";
                                                component?: string | null;
                                                layer?: number | null;
                                            } | null;
                                            is_skip: boolean;
                                            is_cache: boolean;
                                            ignore_error: boolean;
                                            retry_count: number;
                                            start_datetime: string;
                                            end_datetime: string;
                                            /** @description milliseconds */
                                            run_time: number;
                                            method: string | null;
                                            status_code: number | null;
                                            logs: {
                                                /** @enum {string} */
                                                level: "debug" | "info" | "warn" | "error";
                                                datetime: string;
                                                message: string;
                                            }[];
                                            logs_dropped?: number;
                                            steps: {
                                                name: string;
                                                /** @description milliseconds */
                                                run_time: number;
                                                error: {
                                                    code: string;
                                                    msg: string;
                                                    /**
                                                     * @description refused: the request; business: an upstream, a script or an operator said no
                                                     * @enum {string}
                                                     */
                                                    kind?: "refused" | "business" | "system" | "timeout";
                                                    component?: string | null;
                                                    layer?: number | null;
                                                } | null;
                                                /**
                                                 * @description its result was there: it did not run
                                                 * @constant
                                                 */
                                                remembered?: true;
                                                /** @description those that it began, each as this one */
                                                steps?: {
                                                    [key: string]: unknown;
                                                }[];
                                            }[];
                                            request_logs: {
                                                url: string;
                                                method: string;
                                                status_code: number | null;
                                                start_datetime: string;
                                                /** @description milliseconds */
                                                run_time: number;
                                                error: {
                                                    code: string;
                                                    msg: string;
                                                    /**
                                                     * @description refused: the request; business: an upstream, a script or an operator said no
                                                     * @enum {string}
                                                     */
                                                    kind?: "refused" | "business" | "system" | "timeout";
                                                    component?: string | null;
                                                    layer?: number | null;
                                                } | null;
                                                /** @description where it was refused */
                                                answer?: {
                                                    status: number;
                                                    header: {
                                                        [key: string]: unknown;
                                                    };
                                                    /** @description the first 4 KiB */
                                                    body: string;
                                                };
                                            }[];
                                            /** @description of a flow: the layers inside that ran, as step_logs */
                                            layers?: {
                                                [key: string]: unknown;
                                            }[];
                                            /** @description with foreach: its elements, as component_logs */
                                            items?: {
                                                [key: string]: unknown;
                                            }[];
                                            /** @description elements that the log does not show */
                                            items_dropped?: number;
                                            /** @description of a rule: the run that it called */
                                            child?: {
                                                trx: string;
                                                /** @enum {string} */
                                                status: "running" | "queued" | "success" | "failed" | "broken" | "suspended" | "waiting" | "paused" | "recovering" | "compensating" | "compensated" | "cancelled";
                                            };
                                            /** @description what has undone it, or was to, as a component log */
                                            compensation?: {
                                                [key: string]: unknown;
                                            };
                                            /** @description of a wait; the times are null where it was called back before it was reached */
                                            wait?: {
                                                /** @enum {string} */
                                                for: "callback" | "approval" | "time";
                                                since: string | null;
                                                until: string | null;
                                                by: string | null;
                                            };
                                            /**
                                             * @description the run rests at it, and goes on there
                                             * @constant
                                             */
                                            is_resting?: true;
                                            /** @description with until: each time that it ran, and whether the condition held */
                                            attempts?: {
                                                start_datetime: string;
                                                /** @description milliseconds */
                                                run_time: number;
                                                held: boolean;
                                            }[];
                                        }[];
                                    }[];
                                    recoveries: {
                                        operator: string;
                                        start_datetime: string;
                                        end_datetime: string;
                                        /** @enum {string} */
                                        status: "running" | "queued" | "success" | "failed" | "broken" | "suspended" | "waiting" | "paused" | "recovering" | "compensating" | "compensated" | "cancelled";
                                        changes: {
                                            /** @description names that were given to the recovery */
                                            data?: string[];
                                            /** @description fields that were edited before it */
                                            edited?: string[];
                                            /** @description the one that it went on with */
                                            version?: string;
                                        } | null;
                                    }[];
                                } | null;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/script": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One version of a script; by name the active one, else the newest
         * @description Needs the role viewer.
         */
        get: {
            parameters: {
                query?: {
                    id?: number;
                    version?: string;
                    /** @example demo/coupon */
                    name?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                id: number;
                                name: string;
                                desc: string;
                                version: string;
                                /** @description true: the active version */
                                status: boolean;
                                operator: string;
                                operator_id: number;
                                /** Format: date-time */
                                created_at: string;
                                /** Format: date-time */
                                updated_at: string;
                                /** @enum {string} */
                                language: "js" | "ts";
                                script: string;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        put?: never;
        /**
         * Save a new version; the first of its name is active at once
         * @description Needs the role developer.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "name": "hello",
                     *       "script": "function handler(ctx, input) {\n  return { hello: input.name };\n}\n",
                     *       "language": "js",
                     *       "desc": "Says hello."
                     *     }
                     */
                    "application/json": {
                        /** @description segments of letters, digits, . _ ~ and -, without a dot in front or the ending .js or .ts, joined by / */
                        name: string;
                        script: string;
                        /** @enum {string} */
                        language?: "js" | "ts";
                        desc?: string;
                        /** @default false */
                        activate: boolean;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                id: number;
                                name: string;
                                desc: string;
                                version: string;
                                /** @description true: the active version */
                                status: boolean;
                                operator: string;
                                operator_id: number;
                                /** Format: date-time */
                                created_at: string;
                                /** Format: date-time */
                                updated_at: string;
                                /** @enum {string} */
                                language: "js" | "ts";
                                script: string;
                                warnings: {
                                    message: string;
                                    line?: number;
                                    column?: number;
                                }[];
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        /**
         * Delete a version
         * @description Needs the role developer.
         */
        delete: {
            parameters: {
                query?: {
                    id?: number;
                    force?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "id": 2
                     *     }
                     */
                    "application/json": {
                        id?: number;
                        force?: boolean;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    } | null;
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: null;
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/script/page": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Versions of scripts, newest first
         * @description Needs the role viewer.
         */
        get: {
            parameters: {
                query: {
                    /** @description reaches the first 10000 entries */
                    page: number;
                    count: number;
                    /** @description `next` of an answer with the same filters: the entries behind it; `page` does not count then */
                    after?: string;
                    /** @description prefix of the name */
                    name?: string;
                    method?: string;
                    /** @description true: only active versions */
                    status?: boolean;
                    operator_id?: number;
                    /** @description not before this time */
                    start?: string;
                    /** @description not after this time */
                    end?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                list: {
                                    id: number;
                                    name: string;
                                    desc: string;
                                    version: string;
                                    /** @description true: the active version */
                                    status: boolean;
                                    operator: string;
                                    operator_id: number;
                                    /** Format: date-time */
                                    created_at: string;
                                    /** Format: date-time */
                                    updated_at: string;
                                    /** @enum {string} */
                                    language: "js" | "ts";
                                }[];
                                /** @description entries that the filters find, 10000 where there are more */
                                total: number;
                                total_exact: boolean;
                                page: number;
                                count: number;
                                next: string | null;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/script/switch_version": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Make a version the active one
         * @description Needs the role developer.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "id": 1
                     *     }
                     */
                    "application/json": {
                        id: number;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                id: number;
                                name: string;
                                desc: string;
                                version: string;
                                /** @description true: the active version */
                                status: boolean;
                                operator: string;
                                operator_id: number;
                                /** Format: date-time */
                                created_at: string;
                                /** Format: date-time */
                                updated_at: string;
                                /** @enum {string} */
                                language: "js" | "ts";
                                script: string;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/script/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check a script without saving or running it
         * @description Needs the role developer.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "script": "function handler(ctx, input) { return input; }"
                     *     }
                     */
                    "application/json": {
                        script: string;
                        /** @enum {string} */
                        language?: "js" | "ts";
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                errors: {
                                    message: string;
                                    line?: number;
                                    column?: number;
                                }[];
                                warnings: {
                                    message: string;
                                    line?: number;
                                    column?: number;
                                }[];
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/script/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a script with mocks; no call leaves, nothing is stored
         * @description Needs the role developer.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "script": "async function handler(ctx, input) {\n  const answer = await ctx.request({ url: 'https://users.example.com/' + input.id });\n  return { hello: answer.name };\n}\n",
                     *       "input": {
                     *         "id": "u42"
                     *       },
                     *       "mocks": [
                     *         {
                     *           "name": "Grace"
                     *         }
                     *       ]
                     *     }
                     */
                    "application/json": {
                        script: string;
                        /** @enum {string} */
                        language?: "js" | "ts";
                        input?: unknown;
                        /** @description answers of `ctx.request` in order, as a list or as {"requests": […]} */
                        mocks?: unknown[] | {
                            requests?: unknown[];
                        };
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                /** @enum {string} */
                                status: "success" | "failed" | "broken" | "suspended";
                                output: unknown;
                                error: {
                                    [key: string]: unknown;
                                } | null;
                                logs: {
                                    [key: string]: unknown;
                                }[];
                                steps: {
                                    [key: string]: unknown;
                                }[];
                                warnings: string[];
                                request_logs: {
                                    [key: string]: unknown;
                                }[];
                                /** @description milliseconds */
                                run_time: number;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One secret, by id or name
         * @description Needs the role viewer.
         */
        get: {
            parameters: {
                query?: {
                    id?: number;
                    /** @example SMS_KEY */
                    name?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                id: number;
                                name: string;
                                description: string;
                                /** @description characters of the content */
                                length: number;
                                /** @description first 8 hex digits of the content's SHA-256 */
                                sha256_prefix: string;
                                operator: string;
                                operator_id: number;
                                /** Format: date-time */
                                created_at: string;
                                /** Format: date-time */
                                updated_at: string;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        /**
         * Change the content or the description; the next run uses the new content
         * @description Needs the role admin.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "id": 1,
                     *       "content": "the new key"
                     *     }
                     */
                    "application/json": {
                        id: number;
                        /** @description at most 64 KiB in UTF-8; goes in and never comes out */
                        content?: string;
                        description?: string;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                id: number;
                                name: string;
                                description: string;
                                /** @description characters of the content */
                                length: number;
                                /** @description first 8 hex digits of the content's SHA-256 */
                                sha256_prefix: string;
                                operator: string;
                                operator_id: number;
                                /** Format: date-time */
                                created_at: string;
                                /** Format: date-time */
                                updated_at: string;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        /**
         * Add a secret
         * @description Needs the role admin.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "name": "SMS_KEY",
                     *       "description": "of the message service",
                     *       "content": "the key itself"
                     *     }
                     */
                    "application/json": {
                        /** @description letters, digits, _ and -, which is not first */
                        name: string;
                        description?: string;
                        /** @description at most 64 KiB in UTF-8; goes in and never comes out */
                        content: string;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                id: number;
                                name: string;
                                description: string;
                                /** @description characters of the content */
                                length: number;
                                /** @description first 8 hex digits of the content's SHA-256 */
                                sha256_prefix: string;
                                operator: string;
                                operator_id: number;
                                /** Format: date-time */
                                created_at: string;
                                /** Format: date-time */
                                updated_at: string;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        /**
         * Delete a secret
         * @description Needs the role admin.
         */
        delete: {
            parameters: {
                query?: {
                    id?: number;
                    force?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "id": 2
                     *     }
                     */
                    "application/json": {
                        id?: number;
                        force?: boolean;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    } | null;
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: null;
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/secret/page": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Secrets
         * @description Needs the role viewer.
         */
        get: {
            parameters: {
                query: {
                    /** @description reaches the first 10000 entries */
                    page: number;
                    count: number;
                    /** @description `next` of an answer with the same filters: the entries behind it; `page` does not count then */
                    after?: string;
                    /** @description prefix of the name */
                    name?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                list: {
                                    id: number;
                                    name: string;
                                    description: string;
                                    /** @description characters of the content */
                                    length: number;
                                    /** @description first 8 hex digits of the content's SHA-256 */
                                    sha256_prefix: string;
                                    operator: string;
                                    operator_id: number;
                                    /** Format: date-time */
                                    created_at: string;
                                    /** Format: date-time */
                                    updated_at: string;
                                }[];
                                /** @description entries that the filters find, 10000 where there are more */
                                total: number;
                                total_exact: boolean;
                                page: number;
                                count: number;
                                next: string | null;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/script/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which active rules name a script, and where
         * @description Needs the role viewer.
         */
        get: {
            parameters: {
                query: {
                    /** @example demo/coupon */
                    name: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                list: {
                                    method: string;
                                    /** @description of the rule */
                                    name: string;
                                    version: string;
                                    /** @description true: only active versions are looked at */
                                    active: boolean;
                                    /** @description JSON pointer into the rule */
                                    pointer: string;
                                }[];
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/secret/usage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which active rules name a secret, and where
         * @description Needs the role viewer.
         */
        get: {
            parameters: {
                query: {
                    /** @example SMS_KEY */
                    name: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                list: {
                                    method: string;
                                    /** @description of the rule */
                                    name: string;
                                    version: string;
                                    /** @description true: only active versions are looked at */
                                    active: boolean;
                                    /** @description JSON pointer into the rule */
                                    pointer: string;
                                }[];
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/suspend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One kept run, by id or trx
         * @description Needs the role viewer.
         */
        get: {
            parameters: {
                query?: {
                    id?: number;
                    /** @example TRX0198F4C27A5B7C3E8F1D2A4B6C8E0F12 */
                    trx?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                id: number;
                                trx: string;
                                log_id: string;
                                method: string;
                                /** @description of the request */
                                path: string;
                                version: string;
                                /** @enum {string} */
                                status: "running" | "queued" | "success" | "failed" | "broken" | "suspended" | "waiting" | "paused" | "recovering" | "compensating" | "compensated" | "cancelled";
                                cause: string | null;
                                /** @description number of layers */
                                step: number;
                                /** @description the layer to go on with, from 1 */
                                cur_step: number;
                                err_code: string | null;
                                err_msg: string | null;
                                err_component: string | null;
                                recover_count: number;
                                /** @description what its rule, or who began it, notes of the run */
                                metadata?: {
                                    [key: string]: string;
                                };
                                /** @description another one after each change */
                                revision: number;
                                /** Format: date-time */
                                created_at: string;
                                /** Format: date-time */
                                updated_at: string;
                                rule: {
                                    [key: string]: unknown;
                                } | null;
                                data: {
                                    [key: string]: unknown;
                                } | null;
                                err_names: string[] | null;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        /**
         * Edit a suspended run before its recovery; rule and version need the role developer
         * @description Needs the role operator.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "trx": "TRX0198F4C27A5B7C3E8F1D2A4B6C8E0F12",
                     *       "data": {
                     *         "user": {
                     *           "id": "u42"
                     *         }
                     *       },
                     *       "version": "active"
                     *     }
                     */
                    "application/json": {
                        id?: number;
                        trx?: string;
                        /** @description merged into the context (RFC 7396): null removes, what is not named stays, a mask keeps what is behind it */
                        data?: {
                            [key: string]: unknown;
                        };
                        /** @description the rule, or its JSON text */
                        rule?: Record<string, never> | string;
                        /** @description `active`, or the name of a version */
                        version?: string;
                        /** @description `revision` as it was read: refused with 409, and who was it, when the run has changed since */
                        revision?: number;
                        cur_step?: number;
                        /** @description in full: fulfil/courier, reserve[3]; a flow or a loop itself: all of it runs again */
                        err_names?: string[];
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                id: number;
                                trx: string;
                                log_id: string;
                                method: string;
                                /** @description of the request */
                                path: string;
                                version: string;
                                /** @enum {string} */
                                status: "running" | "queued" | "success" | "failed" | "broken" | "suspended" | "waiting" | "paused" | "recovering" | "compensating" | "compensated" | "cancelled";
                                cause: string | null;
                                /** @description number of layers */
                                step: number;
                                /** @description the layer to go on with, from 1 */
                                cur_step: number;
                                err_code: string | null;
                                err_msg: string | null;
                                err_component: string | null;
                                recover_count: number;
                                /** @description what its rule, or who began it, notes of the run */
                                metadata?: {
                                    [key: string]: string;
                                };
                                /** @description another one after each change */
                                revision: number;
                                /** Format: date-time */
                                created_at: string;
                                /** Format: date-time */
                                updated_at: string;
                                rule: {
                                    [key: string]: unknown;
                                } | null;
                                data: {
                                    [key: string]: unknown;
                                } | null;
                                err_names: string[] | null;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/suspend/page": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Kept runs, newest first
         * @description Needs the role viewer.
         */
        get: {
            parameters: {
                query: {
                    /** @description reaches the first 10000 entries */
                    page: number;
                    count: number;
                    /** @description `next` of an answer with the same filters: the entries behind it; `page` does not count then */
                    after?: string;
                    trx?: string;
                    method?: string;
                    path?: string;
                    version?: string;
                    log_id?: string;
                    /** @description empty: runs without one */
                    err_code?: string;
                    /** @description runs of which this is noted under NAME, which is any: metadata.order=A-17 */
                    "metadata.NAME"?: string;
                    /** @description not before this time */
                    start?: string;
                    /** @description not after this time */
                    end?: string;
                    /** @description empty: runs without one */
                    err_component?: string;
                    /** @description a rule's name, or its method and name: POST users/:id; empty: runs whose version is deleted */
                    rule?: string;
                    status?: "running" | "queued" | "success" | "failed" | "broken" | "suspended" | "waiting" | "paused" | "recovering" | "compensating" | "compensated" | "cancelled";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                list: {
                                    id: number;
                                    trx: string;
                                    log_id: string;
                                    method: string;
                                    /** @description of the request */
                                    path: string;
                                    version: string;
                                    /** @enum {string} */
                                    status: "running" | "queued" | "success" | "failed" | "broken" | "suspended" | "waiting" | "paused" | "recovering" | "compensating" | "compensated" | "cancelled";
                                    cause: string | null;
                                    /** @description number of layers */
                                    step: number;
                                    /** @description the layer to go on with, from 1 */
                                    cur_step: number;
                                    err_code: string | null;
                                    err_msg: string | null;
                                    err_component: string | null;
                                    recover_count: number;
                                    /** @description what its rule, or who began it, notes of the run */
                                    metadata?: {
                                        [key: string]: string;
                                    };
                                    /** @description another one after each change */
                                    revision: number;
                                    /** Format: date-time */
                                    created_at: string;
                                    /** Format: date-time */
                                    updated_at: string;
                                }[];
                                /** @description entries that the filters find, 10000 where there are more */
                                total: number;
                                total_exact: boolean;
                                page: number;
                                count: number;
                                next: string | null;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/suspend/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * What a recovery would run, and which placeholders would be null; runs nothing
         * @description Needs the role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "trx": "TRX0198F4C27A5B7C3E8F1D2A4B6C8E0F12",
                     *       "data": {
                     *         "user": {
                     *           "id": "u42"
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": {
                        trx: string;
                        /** @description merged into the context (RFC 7396): null removes, what is not named stays, a mask keeps what is behind it */
                        data?: {
                            [key: string]: unknown;
                        };
                        /** @description `active`, or the name of a version */
                        version?: string;
                        /** @description `revision` as it was read: refused with 409, and who was it, when the run has changed since */
                        revision?: number;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                components: {
                                    /** @description of the rule's own */
                                    layer: number;
                                    /** @description in full: fulfil/courier, reserve[3] */
                                    name: string;
                                    type: string;
                                    url: string;
                                    method: unknown;
                                    input: unknown;
                                    /** @description null: depends on outputs that are not there yet */
                                    skipped: unknown;
                                }[];
                                missing: {
                                    layer: number | null;
                                    component: string | null;
                                    pointer: string;
                                    placeholder: string;
                                }[];
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/suspend/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Suspended runs by rule, error code and component, the largest groups first
         * @description Needs the role viewer.
         */
        get: {
            parameters: {
                query?: {
                    trx?: string;
                    method?: string;
                    path?: string;
                    version?: string;
                    log_id?: string;
                    /** @description empty: runs without one */
                    err_code?: string;
                    /** @description runs of which this is noted under NAME, which is any: metadata.order=A-17 */
                    "metadata.NAME"?: string;
                    /** @description not before this time */
                    start?: string;
                    /** @description not after this time */
                    end?: string;
                    /** @description empty: runs without one */
                    err_component?: string;
                    /** @description a rule's name, or its method and name: POST users/:id; empty: runs whose version is deleted */
                    rule?: string;
                    status?: "running" | "queued" | "success" | "failed" | "broken" | "suspended" | "waiting" | "paused" | "recovering" | "compensating" | "compensated" | "cancelled";
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                /** @description at most 200 */
                                list: {
                                    method: string | null;
                                    name: string | null;
                                    err_code: string | null;
                                    err_component: string | null;
                                    count: number;
                                    /** Format: date-time */
                                    oldest: string;
                                    /** Format: date-time */
                                    newest: string;
                                }[];
                                /** @description there are more groups */
                                more: boolean;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/suspend/recover": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume a suspended run; answers what the gateway would have answered, without an envelope
         * @description Needs the role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "trx": "TRX0198F4C27A5B7C3E8F1D2A4B6C8E0F12"
                     *     }
                     */
                    "application/json": {
                        trx: string;
                        /** @description merged into the context (RFC 7396): null removes, what is not named stays, a mask keeps what is behind it */
                        data?: {
                            [key: string]: unknown;
                        };
                        /** @description `active`, or the name of a version */
                        version?: string;
                        /** @description `revision` as it was read: refused with 409, and who was it, when the run has changed since */
                        revision?: number;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description what the gateway would have answered; or a failure */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/suspend/recover_all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How far such a recovery is
         * @description Needs the role viewer.
         */
        get: {
            parameters: {
                query: {
                    /** @example 6f1c2d3e-4b5a-4c6d-8e7f-901a2b3c4d5e */
                    id: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                id: string;
                                /**
                                 * @description stopped: its process ended before it was done
                                 * @enum {string}
                                 */
                                state: "running" | "done" | "stopped";
                                operator: string;
                                accepted: number;
                                succeeded: number;
                                /** @description suspended again, ended without success, or not resumed */
                                failed: number;
                                left: number;
                                /** @description the first 100 */
                                failures: {
                                    trx: string;
                                    err_code: string | null;
                                    err_msg: string | null;
                                    err_component: string | null;
                                }[];
                                /** Format: date-time */
                                started_at: string;
                                ended_at: string | null;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        put?: never;
        /**
         * Resume the suspended runs that a filter finds, in the background
         * @description Needs the role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "filter": {
                     *         "path": "api/v1/register",
                     *         "err_component": "coupon"
                     *       },
                     *       "limit": 100
                     *     }
                     */
                    "application/json": {
                        /** @default {} */
                        filter: {
                            trx?: string;
                            method?: string;
                            path?: string;
                            version?: string;
                            log_id?: string;
                            /** @description empty: runs without one */
                            err_code?: string;
                            /** @description runs of which this is noted under NAME, which is any: metadata.order=A-17 */
                            "metadata.NAME"?: string;
                            /**
                             * Format: date-time
                             * @description not before this time
                             */
                            start?: string;
                            /**
                             * Format: date-time
                             * @description not after this time
                             */
                            end?: string;
                            /** @description empty: runs without one */
                            err_component?: string;
                            /** @description a rule's name, or its method and name: POST users/:id; empty: runs whose version is deleted */
                            rule?: string;
                            /** @enum {string} */
                            status?: "running" | "queued" | "success" | "failed" | "broken" | "suspended" | "waiting" | "paused" | "recovering" | "compensating" | "compensated" | "cancelled";
                            /** @description one of these */
                            trxs?: string[];
                        };
                        /** @description without: the number of trxs, else 100 */
                        limit?: number;
                        /** @description `active`, or the name of a version */
                        version?: string;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                id: string;
                                accepted: number;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/run_log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The log of a run
         * @description Needs the role viewer.
         */
        get: {
            parameters: {
                query: {
                    /** @example TRX0198F4C27A5B7C3E8F1D2A4B6C8E0F12 */
                    trx: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            /** @description one document per run; step_logs holds a layer each, with component_logs */
                            data: {
                                trx: string;
                                log_id: string;
                                method: string;
                                path: string;
                                version: string;
                                /** @description what its rule, or who began it, notes of the run */
                                metadata?: {
                                    [key: string]: string;
                                };
                                /** @enum {string} */
                                status: "running" | "queued" | "success" | "failed" | "broken" | "suspended" | "waiting" | "paused" | "recovering" | "compensating" | "compensated" | "cancelled";
                                /** @description number of layers */
                                step: number;
                                /** @description the layer reached */
                                cur_step: number;
                                /** @description of the answer; none while there is none */
                                http_status?: number;
                                error: {
                                    code: string;
                                    msg: string;
                                    /**
                                     * @description refused: the request; business: an upstream, a script or an operator said no
                                     * @enum {string}
                                     */
                                    kind?: "refused" | "business" | "system" | "timeout";
                                    component?: string | null;
                                    layer?: number | null;
                                } | null;
                                start_datetime: string;
                                resp_datetime: string | null;
                                end_datetime: string | null;
                                resp_time: number | null;
                                run_time: number | null;
                                warnings?: {
                                    layer: number | null;
                                    component: string | null;
                                    message: string;
                                }[];
                                /** @description it was over 1 MiB: its largest values are cut */
                                truncated?: boolean;
                                /** @description the run that called it, and by which component */
                                parent?: {
                                    trx: string;
                                    /** @description in full */
                                    component: string;
                                };
                                request: {
                                    method: string;
                                    path: string;
                                    params?: {
                                        [key: string]: unknown;
                                    };
                                    query?: {
                                        [key: string]: unknown;
                                    };
                                    header?: {
                                        [key: string]: unknown;
                                    };
                                    body?: unknown;
                                    ip?: string;
                                } | null;
                                response: {
                                    status: number;
                                    header?: {
                                        [key: string]: unknown;
                                    };
                                    body?: unknown;
                                } | null;
                                step_logs: {
                                    /** @description from 1 */
                                    step: number;
                                    action_count: number;
                                    start_datetime: string;
                                    end_datetime: string;
                                    /** @description milliseconds */
                                    run_time: number;
                                    error: {
                                        code: string;
                                        msg: string;
                                        /**
                                         * @description refused: the request; business: an upstream, a script or an operator said no
                                         * @enum {string}
                                         */
                                        kind?: "refused" | "business" | "system" | "timeout";
                                        component?: string | null;
                                        layer?: number | null;
                                    } | null;
                                    component_logs: {
                                        /** @description its layer, from 1 */
                                        step: number;
                                        /** @description its place in the layer, from 1 */
                                        action: number;
                                        /** @description in full where it is inside another one: fulfil/courier, reserve[0] */
                                        name: string;
                                        desc: string;
                                        /** @enum {string} */
                                        type: "api" | "rule" | "script" | "transform" | "flow" | "wait";
                                        url: string;
                                        version: string | null;
                                        input: unknown;
                                        output: unknown;
                                        output_name: string | null;
                                        error: {
                                            code: string;
                                            msg: string;
                                            /**
                                             * @description refused: the request; business: an upstream, a script or an operator said no
                                             * @enum {string}
                                             */
                                            kind?: "refused" | "business" | "system" | "timeout";
                                            component?: string | null;
                                            layer?: number | null;
                                        } | null;
                                        is_skip: boolean;
                                        is_cache: boolean;
                                        ignore_error: boolean;
                                        retry_count: number;
                                        start_datetime: string;
                                        end_datetime: string;
                                        /** @description milliseconds */
                                        run_time: number;
                                        method: string | null;
                                        status_code: number | null;
                                        logs: {
                                            /** @enum {string} */
                                            level: "debug" | "info" | "warn" | "error";
                                            datetime: string;
                                            message: string;
                                        }[];
                                        logs_dropped?: number;
                                        steps: {
                                            name: string;
                                            /** @description milliseconds */
                                            run_time: number;
                                            error: {
                                                code: string;
                                                msg: string;
                                                /**
                                                 * @description refused: the request; business: an upstream, a script or an operator said no
                                                 * @enum {string}
                                                 */
                                                kind?: "refused" | "business" | "system" | "timeout";
                                                component?: string | null;
                                                layer?: number | null;
                                            } | null;
                                            /**
                                             * @description its result was there: it did not run
                                             * @constant
                                             */
                                            remembered?: true;
                                            /** @description those that it began, each as this one */
                                            steps?: {
                                                [key: string]: unknown;
                                            }[];
                                        }[];
                                        request_logs: {
                                            url: string;
                                            method: string;
                                            status_code: number | null;
                                            start_datetime: string;
                                            /** @description milliseconds */
                                            run_time: number;
                                            error: {
                                                code: string;
                                                msg: string;
                                                /**
                                                 * @description refused: the request; business: an upstream, a script or an operator said no
                                                 * @enum {string}
                                                 */
                                                kind?: "refused" | "business" | "system" | "timeout";
                                                component?: string | null;
                                                layer?: number | null;
                                            } | null;
                                            /** @description where it was refused */
                                            answer?: {
                                                status: number;
                                                header: {
                                                    [key: string]: unknown;
                                                };
                                                /** @description the first 4 KiB */
                                                body: string;
                                            };
                                        }[];
                                        /** @description of a flow: the layers inside that ran, as step_logs */
                                        layers?: {
                                            [key: string]: unknown;
                                        }[];
                                        /** @description with foreach: its elements, as component_logs */
                                        items?: {
                                            [key: string]: unknown;
                                        }[];
                                        /** @description elements that the log does not show */
                                        items_dropped?: number;
                                        /** @description of a rule: the run that it called */
                                        child?: {
                                            trx: string;
                                            /** @enum {string} */
                                            status: "running" | "queued" | "success" | "failed" | "broken" | "suspended" | "waiting" | "paused" | "recovering" | "compensating" | "compensated" | "cancelled";
                                        };
                                        /** @description what has undone it, or was to, as a component log */
                                        compensation?: {
                                            [key: string]: unknown;
                                        };
                                        /** @description of a wait; the times are null where it was called back before it was reached */
                                        wait?: {
                                            /** @enum {string} */
                                            for: "callback" | "approval" | "time";
                                            since: string | null;
                                            until: string | null;
                                            by: string | null;
                                        };
                                        /**
                                         * @description the run rests at it, and goes on there
                                         * @constant
                                         */
                                        is_resting?: true;
                                        /** @description with until: each time that it ran, and whether the condition held */
                                        attempts?: {
                                            start_datetime: string;
                                            /** @description milliseconds */
                                            run_time: number;
                                            held: boolean;
                                        }[];
                                    }[];
                                }[];
                                recoveries: {
                                    operator: string;
                                    start_datetime: string;
                                    end_datetime: string;
                                    /** @enum {string} */
                                    status: "running" | "queued" | "success" | "failed" | "broken" | "suspended" | "waiting" | "paused" | "recovering" | "compensating" | "compensated" | "cancelled";
                                    changes: {
                                        /** @description names that were given to the recovery */
                                        data?: string[];
                                        /** @description fields that were edited before it */
                                        edited?: string[];
                                        /** @description the one that it went on with */
                                        version?: string;
                                    } | null;
                                }[];
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/run_log/page": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Logs of runs without their layers, newest first
         * @description Needs the role viewer.
         */
        get: {
            parameters: {
                query: {
                    /** @description reaches the first 10000 entries */
                    page: number;
                    count: number;
                    /** @description `next` of an answer with the same filters: the entries behind it; `page` does not count then */
                    after?: string;
                    trx?: string;
                    method?: string;
                    path?: string;
                    version?: string;
                    log_id?: string;
                    err_code?: string;
                    /** @description runs of which this is noted under NAME, which is any: metadata.order=A-17 */
                    "metadata.NAME"?: string;
                    /** @description not before this time */
                    start?: string;
                    /** @description not after this time */
                    end?: string;
                    status?: "running" | "queued" | "success" | "failed" | "broken" | "suspended" | "waiting" | "paused" | "recovering" | "compensating" | "compensated" | "cancelled";
                    /** @description milliseconds */
                    min_run_time?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                list: {
                                    trx: string;
                                    log_id: string;
                                    method: string;
                                    path: string;
                                    version: string;
                                    /** @description what its rule, or who began it, notes of the run */
                                    metadata?: {
                                        [key: string]: string;
                                    };
                                    /** @enum {string} */
                                    status: "running" | "queued" | "success" | "failed" | "broken" | "suspended" | "waiting" | "paused" | "recovering" | "compensating" | "compensated" | "cancelled";
                                    /** @description number of layers */
                                    step: number;
                                    /** @description the layer reached */
                                    cur_step: number;
                                    /** @description of the answer; none while there is none */
                                    http_status?: number;
                                    error: {
                                        code: string;
                                        msg: string;
                                        /**
                                         * @description refused: the request; business: an upstream, a script or an operator said no
                                         * @enum {string}
                                         */
                                        kind?: "refused" | "business" | "system" | "timeout";
                                        component?: string | null;
                                        layer?: number | null;
                                    } | null;
                                    start_datetime: string;
                                    resp_datetime: string | null;
                                    end_datetime: string | null;
                                    resp_time: number | null;
                                    run_time: number | null;
                                    warnings?: {
                                        layer: number | null;
                                        component: string | null;
                                        message: string;
                                    }[];
                                    /** @description it was over 1 MiB: its largest values are cut */
                                    truncated?: boolean;
                                }[];
                                /** @description entries that the filters find, 10000 where there are more */
                                total: number;
                                total_exact: boolean;
                                page: number;
                                count: number;
                                next: string | null;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The run with this trx or log id, and active rules and scripts by a part of their name
         * @description Needs the role viewer.
         */
        get: {
            parameters: {
                query: {
                    /** @example register */
                    q: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                run: {
                                    trx: string;
                                    log_id: string;
                                    method: string;
                                    path: string;
                                    status: string;
                                } | null;
                                /** @description at most 10 */
                                rules: {
                                    method: string;
                                    name: string;
                                }[];
                                /** @description at most 10 */
                                scripts: {
                                    name: string;
                                }[];
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/run/page": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Runs that are kept, or under way, newest first
         * @description Kept runs of every status are read from the database, so those of all instances are here. Runs that are not kept are known to the process that runs them, while it does: of other instances than the one that is asked, and its sibling processes (STEPGATE_PROCESSES), they are not seen. The first page has the newest of them beside its kept runs. Needs the role viewer.
         */
        get: {
            parameters: {
                query: {
                    /** @description reaches the first 10000 entries */
                    page: number;
                    count: number;
                    /** @description `next` of an answer with the same filters: the entries behind it; `page` does not count then */
                    after?: string;
                    trx?: string;
                    method?: string;
                    path?: string;
                    version?: string;
                    log_id?: string;
                    /** @description empty: runs without one */
                    err_code?: string;
                    /** @description runs of which this is noted under NAME, which is any: metadata.order=A-17 */
                    "metadata.NAME"?: string;
                    /** @description not before this time */
                    start?: string;
                    /** @description not after this time */
                    end?: string;
                    /** @description empty: runs without one */
                    err_component?: string;
                    /** @description a rule's name, or its method and name: POST users/:id; empty: runs whose version is deleted */
                    rule?: string;
                    /** @description one of running, queued, success, failed, broken, suspended, waiting, paused, recovering, compensating, compensated, cancelled, or several, with commas */
                    status?: string;
                    /** @description the Client-Id that they were begun with */
                    client_id?: string;
                    /** @description of this queue */
                    queue?: string;
                    /** @description true: those that have not ended; false: those that have */
                    active?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                list: {
                                    id: number | null;
                                    trx: string;
                                    log_id: string;
                                    method: string;
                                    /** @description of the request */
                                    path: string;
                                    version: string;
                                    /** @enum {string} */
                                    status: "running" | "queued" | "success" | "failed" | "broken" | "suspended" | "waiting" | "paused" | "recovering" | "compensating" | "compensated" | "cancelled";
                                    cause: string | null;
                                    /** @description number of layers */
                                    step: number;
                                    /** @description the layer to go on with, from 1 */
                                    cur_step: number;
                                    err_code: string | null;
                                    err_msg: string | null;
                                    err_component: string | null;
                                    recover_count: number;
                                    /** @description what its rule, or who began it, notes of the run */
                                    metadata?: {
                                        [key: string]: string;
                                    };
                                    revision: number | null;
                                    /** Format: date-time */
                                    created_at: string;
                                    /** Format: date-time */
                                    updated_at: string;
                                    /** @description false: it is in the memory of its process only */
                                    kept: boolean;
                                    queue: string | null;
                                    attempt: number;
                                    progress: {
                                        percentage: number;
                                        total_steps: number;
                                        completed_steps: number;
                                        failed_steps: number;
                                        skipped_steps: number;
                                        current: string[];
                                        message: string | null;
                                    } | null;
                                    started_at: string | null;
                                    ended_at: string | null;
                                    error: {
                                        code: string;
                                        msg: string | null;
                                        component: string | null;
                                    } | null;
                                }[];
                                /** @description entries that the filters find, 10000 where there are more */
                                total: number;
                                total_exact: boolean;
                                page: number;
                                count: number;
                                next: string | null;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One run that is kept, or under way
         * @description Needs the role viewer.
         */
        get: {
            parameters: {
                query: {
                    /** @example TRX0198F4C27A5B7C3E8F1D2A4B6C8E0F12 */
                    trx: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                id: number | null;
                                trx: string;
                                log_id: string;
                                method: string;
                                /** @description of the request */
                                path: string;
                                version: string;
                                /** @enum {string} */
                                status: "running" | "queued" | "success" | "failed" | "broken" | "suspended" | "waiting" | "paused" | "recovering" | "compensating" | "compensated" | "cancelled";
                                cause: string | null;
                                /** @description number of layers */
                                step: number;
                                /** @description the layer to go on with, from 1 */
                                cur_step: number;
                                err_code: string | null;
                                err_msg: string | null;
                                err_component: string | null;
                                recover_count: number;
                                /** @description what its rule, or who began it, notes of the run */
                                metadata?: {
                                    [key: string]: string;
                                };
                                revision: number | null;
                                /** Format: date-time */
                                created_at: string;
                                /** Format: date-time */
                                updated_at: string;
                                /** @description false: it is in the memory of its process only */
                                kept: boolean;
                                queue: string | null;
                                attempt: number;
                                progress: {
                                    percentage: number;
                                    total_steps: number;
                                    completed_steps: number;
                                    failed_steps: number;
                                    skipped_steps: number;
                                    current: string[];
                                    message: string | null;
                                } | null;
                                started_at: string | null;
                                ended_at: string | null;
                                error: {
                                    code: string;
                                    msg: string | null;
                                    component: string | null;
                                } | null;
                                rule: {
                                    [key: string]: unknown;
                                } | null;
                                data: {
                                    [key: string]: unknown;
                                } | null;
                                err_names: string[] | null;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        put?: never;
        /**
         * Begin a run that takes its turn in a queue
         * @description Of a saved rule, or, for developers, of one that is only in this request. It is followed at /runs/TRX. Needs the role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "name": "demo/user",
                     *       "method": "POST",
                     *       "request": {
                     *         "body": {
                     *           "phone": "13800000000"
                     *         }
                     *       }
                     *     }
                     */
                    "application/json": {
                        /** @description of a saved rule, with its method */
                        name?: string;
                        /** @default POST */
                        method?: string;
                        /** @description one that is saved nowhere, in place of name and method */
                        rule?: Record<string, never> | string;
                        /**
                         * @description passes the rule's checks; params fill its name
                         * @default {}
                         */
                        request: {
                            query?: {
                                [key: string]: unknown;
                            };
                            header?: {
                                [key: string]: unknown;
                            };
                            params?: {
                                [key: string]: unknown;
                            };
                            body?: unknown;
                        };
                        /** @description in place of the rule's */
                        queue?: string;
                        /** @description lower comes first */
                        priority?: number;
                        /** @description seconds */
                        delay?: number;
                        client_id?: string;
                        /** @description noted of the run, beside what its rule notes; this wins */
                        metadata?: {
                            [key: string]: string;
                        };
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                /** @example TRX0198F4C27A5B7C3E8F1D2A4B6C8E0F12 */
                                trx: string;
                            };
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/run/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause a running run: it begins no further layer, and rests
         * @description The layer that is under way comes to its end first. A client that waits is answered 202. Another process than the one that is asked finds out within 5 seconds. Needs the role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "trx": "TRX0198F4C27A5B7C3E8F1D2A4B6C8E0F12",
                     *       "reason": "the warehouse is counting"
                     *     }
                     */
                    "application/json": {
                        trx: string;
                        reason: string;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                trx: string;
                                /** @enum {string} */
                                status: "running" | "queued" | "success" | "failed" | "broken" | "suspended" | "waiting" | "paused" | "recovering" | "compensating" | "compensated" | "cancelled";
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/run/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Go on with a paused run, where it stands
         * @description Needs the role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "trx": "TRX0198F4C27A5B7C3E8F1D2A4B6C8E0F12"
                     *     }
                     */
                    "application/json": {
                        trx: string;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: null;
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/run/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a failed or cancelled run of a queue anew, from where it stands
         * @description It goes back to its queue, and has all its attempts anew; what has succeeded is not done again. Needs the role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "trx": "TRX0198F4C27A5B7C3E8F1D2A4B6C8E0F12"
                     *     }
                     */
                    "application/json": {
                        trx: string;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: null;
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/run/compensate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give up a suspended run: what it has done is undone, in the background
         * @description Needs the role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "trx": "TRX0198F4C27A5B7C3E8F1D2A4B6C8E0F12",
                     *       "reason": "the order was cancelled by phone"
                     *     }
                     */
                    "application/json": {
                        trx: string;
                        reason: string;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: null;
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/run/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stop a running run, or give up a suspended one
         * @description Needs the role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "trx": "TRX0198F4C27A5B7C3E8F1D2A4B6C8E0F12",
                     *       "reason": "the order was cancelled by phone"
                     *     }
                     */
                    "application/json": {
                        trx: string;
                        reason: string;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: null;
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/run/cancel_all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel the runs that a filter finds, in the background
         * @description Runs with the status running, queued, suspended, waiting, paused, recovering; each is in the audit log. What is refused is in the process's log. Needs the role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "filter": {
                     *         "rule": "POST api/v1/register"
                     *       },
                     *       "limit": 100
                     *     }
                     */
                    "application/json": {
                        filter: {
                            trx?: string;
                            method?: string;
                            path?: string;
                            version?: string;
                            log_id?: string;
                            /** @description empty: runs without one */
                            err_code?: string;
                            /** @description runs of which this is noted under NAME, which is any: metadata.order=A-17 */
                            "metadata.NAME"?: string;
                            /**
                             * Format: date-time
                             * @description not before this time
                             */
                            start?: string;
                            /**
                             * Format: date-time
                             * @description not after this time
                             */
                            end?: string;
                            /** @description empty: runs without one */
                            err_component?: string;
                            /** @description a rule's name, or its method and name: POST users/:id; empty: runs whose version is deleted */
                            rule?: string;
                            /** @description one of running, queued, success, failed, broken, suspended, waiting, paused, recovering, compensating, compensated, cancelled, or several, with commas */
                            status?: string;
                            /** @description the Client-Id that they were begun with */
                            client_id?: string;
                            /** @description of this queue */
                            queue?: string;
                            /** @description true: those that have not ended; false: those that have */
                            active?: boolean;
                            /** @description one of these */
                            trxs?: string[];
                        };
                        /** @description without: the number of trxs, else 100 */
                        limit?: number;
                        reason?: string;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                /** @description how many were found */
                                accepted: number;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/run/resume_all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Go on with the paused runs that a filter finds, in the background
         * @description Runs with the status paused; each is in the audit log. What is refused is in the process's log. Needs the role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "filter": {
                     *         "rule": "POST api/v1/register"
                     *       },
                     *       "limit": 100
                     *     }
                     */
                    "application/json": {
                        filter: {
                            trx?: string;
                            method?: string;
                            path?: string;
                            version?: string;
                            log_id?: string;
                            /** @description empty: runs without one */
                            err_code?: string;
                            /** @description runs of which this is noted under NAME, which is any: metadata.order=A-17 */
                            "metadata.NAME"?: string;
                            /**
                             * Format: date-time
                             * @description not before this time
                             */
                            start?: string;
                            /**
                             * Format: date-time
                             * @description not after this time
                             */
                            end?: string;
                            /** @description empty: runs without one */
                            err_component?: string;
                            /** @description a rule's name, or its method and name: POST users/:id; empty: runs whose version is deleted */
                            rule?: string;
                            /** @description one of running, queued, success, failed, broken, suspended, waiting, paused, recovering, compensating, compensated, cancelled, or several, with commas */
                            status?: string;
                            /** @description the Client-Id that they were begun with */
                            client_id?: string;
                            /** @description of this queue */
                            queue?: string;
                            /** @description true: those that have not ended; false: those that have */
                            active?: boolean;
                            /** @description one of these */
                            trxs?: string[];
                        };
                        /** @description without: the number of trxs, else 100 */
                        limit?: number;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                /** @description how many were found */
                                accepted: number;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/run/retry_all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try the failed and cancelled runs of queues that a filter finds anew, in the background
         * @description Runs with the status failed, cancelled; each is in the audit log. What is refused is in the process's log. Needs the role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "filter": {
                     *         "rule": "POST api/v1/register"
                     *       },
                     *       "limit": 100
                     *     }
                     */
                    "application/json": {
                        filter: {
                            trx?: string;
                            method?: string;
                            path?: string;
                            version?: string;
                            log_id?: string;
                            /** @description empty: runs without one */
                            err_code?: string;
                            /** @description runs of which this is noted under NAME, which is any: metadata.order=A-17 */
                            "metadata.NAME"?: string;
                            /**
                             * Format: date-time
                             * @description not before this time
                             */
                            start?: string;
                            /**
                             * Format: date-time
                             * @description not after this time
                             */
                            end?: string;
                            /** @description empty: runs without one */
                            err_component?: string;
                            /** @description a rule's name, or its method and name: POST users/:id; empty: runs whose version is deleted */
                            rule?: string;
                            /** @description one of running, queued, success, failed, broken, suspended, waiting, paused, recovering, compensating, compensated, cancelled, or several, with commas */
                            status?: string;
                            /** @description the Client-Id that they were begun with */
                            client_id?: string;
                            /** @description of this queue */
                            queue?: string;
                            /** @description true: those that have not ended; false: those that have */
                            active?: boolean;
                            /** @description one of these */
                            trxs?: string[];
                        };
                        /** @description without: the number of trxs, else 100 */
                        limit?: number;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                /** @description how many were found */
                                accepted: number;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queue": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All queues: how they are set, and how they stand over all processes
         * @description Needs the role viewer.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                /** @description 1 to 64 of A-Z a-z 0-9 . _ - */
                                name: string;
                                paused: boolean;
                                /** @description runs under way per process */
                                concurrency: number;
                                attempts: number;
                                backoff: {
                                    /** @enum {string} */
                                    type: "exponential" | "fixed";
                                    /** @description seconds before the second attempt */
                                    delay: number;
                                    /** @description seconds at most; 300 by default */
                                    max?: number;
                                };
                                /** @description seconds of an attempt */
                                timeout: number;
                                limit: {
                                    max: number;
                                    per_seconds: number;
                                } | null;
                                /** @description kept runs that have ended, at most; null: by their age only */
                                keep: {
                                    success?: number | null;
                                    failed?: number | null;
                                };
                                /** @description those too that their key or the limit holds, without delayed ones */
                                waiting: number;
                                delayed: number;
                                active: number;
                                completed_1h: number;
                                failed_1h: number;
                                oldest_waiting_s: number | null;
                                /** @description processes that work on it */
                                workers: number;
                            }[];
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        /**
         * Set a queue; it is there from then on. What is missing stays, null is what it is by default
         * @description Needs the role operator.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "name": "workflow",
                     *       "concurrency": 10
                     *     }
                     */
                    "application/json": {
                        /** @description 1 to 64 of A-Z a-z 0-9 . _ - */
                        name: string;
                        concurrency?: number | null;
                        attempts?: number | null;
                        backoff?: {
                            /** @enum {string} */
                            type: "exponential" | "fixed";
                            /** @description seconds before the second attempt */
                            delay: number;
                            /** @description seconds at most; 300 by default */
                            max?: number;
                        } | null;
                        timeout?: number | null;
                        limit?: {
                            max: number;
                            per_seconds: number;
                        } | null;
                        keep?: {
                            success?: number | null;
                            failed?: number | null;
                        } | null;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: null;
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        post?: never;
        /**
         * Remove a queue in which nothing is, and which no active rule names
         * @description Needs the role operator.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "name": "reports"
                     *     }
                     */
                    "application/json": {
                        /** @description 1 to 64 of A-Z a-z 0-9 . _ - */
                        name: string;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: null;
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queue/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause a queue: nothing is taken from it, in any process
         * @description Needs the role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "name": "workflow"
                     *     }
                     */
                    "application/json": {
                        /** @description 1 to 64 of A-Z a-z 0-9 . _ - */
                        name: string;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: null;
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queue/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Go on with a paused queue
         * @description Needs the role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "name": "workflow"
                     *     }
                     */
                    "application/json": {
                        /** @description 1 to 64 of A-Z a-z 0-9 . _ - */
                        name: string;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: null;
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queue/clean": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Delete kept runs of a queue that have ended so
         * @description Needs the role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "name": "workflow",
                     *       "status": "success",
                     *       "older_than_s": 3600
                     *     }
                     */
                    "application/json": {
                        /** @description 1 to 64 of A-Z a-z 0-9 . _ - */
                        name: string;
                        /** @enum {string} */
                        status: "success" | "failed" | "broken" | "compensated" | "cancelled";
                        /** @default 0 */
                        older_than_s: number;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                removed: number;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/worker": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The processes that work on queues
         * @description Needs the role viewer.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                id: string;
                                host: string;
                                pid: number;
                                version: string;
                                queues: string[] | null;
                                /** @description runs under way */
                                active: number;
                                /** Format: date-time */
                                started_at: string;
                                /** Format: date-time */
                                seen_at: string;
                            }[];
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/wait/page": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What runs wait for: callbacks, approvals, times; newest first
         * @description Needs the role viewer.
         */
        get: {
            parameters: {
                query: {
                    /** @description reaches the first 10000 entries */
                    page: number;
                    count: number;
                    /** @description `next` of an answer with the same filters: the entries behind it; `page` does not count then */
                    after?: string;
                    trx?: string;
                    for?: "callback" | "approval" | "time";
                    /** @description the rule's */
                    name?: string;
                    status?: "waiting" | "done" | "rejected" | "passed";
                    /** @description runs of which this is noted under NAME, which is any: metadata.order=A-17 */
                    "metadata.NAME"?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                list: {
                                    trx: string;
                                    /** @description in full: fulfil/courier, each[3]/pay */
                                    component: string;
                                    /** @description the rule's */
                                    name: string;
                                    method: string;
                                    /** @enum {string} */
                                    for: "callback" | "approval" | "time";
                                    title: string | null;
                                    roles: ("viewer" | "operator" | "developer" | "admin")[];
                                    since: string | null;
                                    until: string | null;
                                    /** @enum {string} */
                                    status: "waiting" | "done" | "rejected" | "passed";
                                    /** @description what its rule, or who began it, notes of the run */
                                    metadata?: {
                                        [key: string]: string;
                                    };
                                }[];
                                /** @description entries that the filters find, 10000 where there are more */
                                total: number;
                                total_exact: boolean;
                                page: number;
                                count: number;
                                next: string | null;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/wait/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Complete a wait: approve or refuse, or stand in for a callback
         * @description Needs the role viewer.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "trx": "TRX0198F4C27A5B7C3E8F1D2A4B6C8E0F12",
                     *       "component": "approve",
                     *       "approved": true,
                     *       "comment": "spoken with the customer"
                     *     }
                     */
                    "application/json": {
                        trx: string;
                        /** @description in full, as the page shows it */
                        component: string;
                        /** @description of an approval */
                        approved?: boolean;
                        comment?: string;
                        form?: {
                            [key: string]: unknown;
                        };
                        /** @description of a callback: what its body would have been */
                        data?: unknown;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: null;
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One schedule, by id or name, with its last starts
         * @description Needs the role viewer.
         */
        get: {
            parameters: {
                query?: {
                    id?: number;
                    /** @example nightly */
                    name?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                id: number;
                                name: string;
                                rule: string;
                                cron?: string;
                                every?: number;
                                /** Format: date-time */
                                at?: string;
                                timezone: string;
                                request: {
                                    [key: string]: unknown;
                                };
                                queue: string;
                                /** @enum {string} */
                                overlap: "skip" | "queue" | "allow";
                                /** @enum {string} */
                                missed: "skip" | "once" | "all";
                                jitter: number;
                                enabled: boolean;
                                /** Format: date-time */
                                until?: string;
                                count?: number;
                                next_at: string | null;
                                last: {
                                    /** Format: date-time */
                                    at: string;
                                    trx: string;
                                    status: string | null;
                                } | null;
                                /** @description that its moments have begun */
                                runs: number;
                                file: string | null;
                                operator: string;
                                operator_id: number;
                                /** Format: date-time */
                                created_at: string;
                                /** Format: date-time */
                                updated_at: string;
                                /** @description the last 100, newest first */
                                starts: {
                                    /**
                                     * Format: date-time
                                     * @description the due moment
                                     */
                                    at: string;
                                    trx: string | null;
                                    status: string | null;
                                    outcome: ("begun" | "skipped" | "missed" | "refused") | null;
                                    error: string | null;
                                }[];
                                warnings: {
                                    pointer: string;
                                    message: string;
                                }[];
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        /**
         * Change a schedule, by id or name; null takes a member away
         * @description A schedule that came from a file stays as it is changed until its file changes. Needs the role developer.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "name": "nightly",
                     *       "cron": "30 3 * * *"
                     *     }
                     */
                    "application/json": {
                        id?: number;
                        /** @example nightly */
                        name?: string;
                        /** @description method and name: POST reports/nightly */
                        rule?: string;
                        cron?: string | null;
                        every?: number | null;
                        at?: string | null;
                        timezone?: string | null;
                        request?: {
                            [key: string]: unknown;
                        } | null;
                        queue?: string | null;
                        overlap?: ("skip" | "queue" | "allow") | null;
                        missed?: ("skip" | "once" | "all") | null;
                        jitter?: number | null;
                        enabled?: boolean;
                        until?: string | null;
                        count?: number | null;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                id: number;
                                name: string;
                                rule: string;
                                cron?: string;
                                every?: number;
                                /** Format: date-time */
                                at?: string;
                                timezone: string;
                                request: {
                                    [key: string]: unknown;
                                };
                                queue: string;
                                /** @enum {string} */
                                overlap: "skip" | "queue" | "allow";
                                /** @enum {string} */
                                missed: "skip" | "once" | "all";
                                jitter: number;
                                enabled: boolean;
                                /** Format: date-time */
                                until?: string;
                                count?: number;
                                next_at: string | null;
                                last: {
                                    /** Format: date-time */
                                    at: string;
                                    trx: string;
                                    status: string | null;
                                } | null;
                                /** @description that its moments have begun */
                                runs: number;
                                file: string | null;
                                operator: string;
                                operator_id: number;
                                /** Format: date-time */
                                created_at: string;
                                /** Format: date-time */
                                updated_at: string;
                                warnings: {
                                    pointer: string;
                                    message: string;
                                }[];
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        /**
         * Add a schedule
         * @description Needs the role developer.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "name": "nightly",
                     *       "rule": "POST reports/nightly",
                     *       "cron": "0 3 * * *",
                     *       "timezone": "Europe/Berlin",
                     *       "enabled": false
                     *     }
                     */
                    "application/json": {
                        /** @description 1 to 100 letters, digits, . _ and - */
                        name: string;
                        /** @description method and name: POST reports/nightly */
                        rule?: string;
                        cron?: string | null;
                        every?: number | null;
                        at?: string | null;
                        timezone?: string | null;
                        request?: {
                            [key: string]: unknown;
                        } | null;
                        queue?: string | null;
                        overlap?: ("skip" | "queue" | "allow") | null;
                        missed?: ("skip" | "once" | "all") | null;
                        jitter?: number | null;
                        enabled?: boolean;
                        until?: string | null;
                        count?: number | null;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                id: number;
                                name: string;
                                rule: string;
                                cron?: string;
                                every?: number;
                                /** Format: date-time */
                                at?: string;
                                timezone: string;
                                request: {
                                    [key: string]: unknown;
                                };
                                queue: string;
                                /** @enum {string} */
                                overlap: "skip" | "queue" | "allow";
                                /** @enum {string} */
                                missed: "skip" | "once" | "all";
                                jitter: number;
                                enabled: boolean;
                                /** Format: date-time */
                                until?: string;
                                count?: number;
                                next_at: string | null;
                                last: {
                                    /** Format: date-time */
                                    at: string;
                                    trx: string;
                                    status: string | null;
                                } | null;
                                /** @description that its moments have begun */
                                runs: number;
                                file: string | null;
                                operator: string;
                                operator_id: number;
                                /** Format: date-time */
                                created_at: string;
                                /** Format: date-time */
                                updated_at: string;
                                warnings: {
                                    pointer: string;
                                    message: string;
                                }[];
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        /**
         * Delete a schedule, by id or name; its runs go on
         * @description Needs the role developer.
         */
        delete: {
            parameters: {
                query?: {
                    id?: number;
                    /** @example nightly */
                    name?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "id": 2
                     *     }
                     */
                    "application/json": {
                        id?: number;
                        /** @example nightly */
                        name?: string;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    } | null;
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: null;
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedule/page": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Schedules, newest first
         * @description Needs the role viewer.
         */
        get: {
            parameters: {
                query: {
                    /** @description reaches the first 10000 entries */
                    page: number;
                    count: number;
                    /** @description `next` of an answer with the same filters: the entries behind it; `page` does not count then */
                    after?: string;
                    /** @description prefix of the name */
                    name?: string;
                    enabled?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                list: {
                                    id: number;
                                    name: string;
                                    rule: string;
                                    cron?: string;
                                    every?: number;
                                    /** Format: date-time */
                                    at?: string;
                                    timezone: string;
                                    request: {
                                        [key: string]: unknown;
                                    };
                                    queue: string;
                                    /** @enum {string} */
                                    overlap: "skip" | "queue" | "allow";
                                    /** @enum {string} */
                                    missed: "skip" | "once" | "all";
                                    jitter: number;
                                    enabled: boolean;
                                    /** Format: date-time */
                                    until?: string;
                                    count?: number;
                                    next_at: string | null;
                                    last: {
                                        /** Format: date-time */
                                        at: string;
                                        trx: string;
                                        status: string | null;
                                    } | null;
                                    /** @description that its moments have begun */
                                    runs: number;
                                    file: string | null;
                                    operator: string;
                                    operator_id: number;
                                    /** Format: date-time */
                                    created_at: string;
                                    /** Format: date-time */
                                    updated_at: string;
                                }[];
                                /** @description entries that the filters find, 10000 where there are more */
                                total: number;
                                total_exact: boolean;
                                page: number;
                                count: number;
                                next: string | null;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedule/next": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * When a cron expression is due, from now on
         * @description Needs the role viewer.
         */
        get: {
            parameters: {
                query: {
                    /** @example 0 3 * * * */
                    cron: string;
                    /** @example Europe/Berlin */
                    timezone: string;
                    count: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: string[];
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/schedule/run_now": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin a run of a schedule now, whether it is enabled or not, and whatever is under way
         * @description Needs the role operator.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "name": "nightly"
                     *     }
                     */
                    "application/json": {
                        id?: number;
                        /** @example nightly */
                        name?: string;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                /** @example TRX0198F4C27A5B7C3E8F1D2A4B6C8E0F12 */
                                trx: string;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stats": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Per rule: runs by status, error rate, durations of the answer and of each component
         * @description Needs the role viewer.
         */
        get: {
            parameters: {
                query?: {
                    /** @description not before this time */
                    start?: string;
                    /** @description not after this time */
                    end?: string;
                    /** @description a rule's name */
                    name?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                list: {
                                    name: string;
                                    method: string;
                                    runs: number;
                                    /** @description runs by status */
                                    by_status: {
                                        [key: string]: number;
                                    };
                                    /** @description 0 to 1 */
                                    error_rate: number;
                                    /** @description milliseconds until the client was answered */
                                    answer: {
                                        count: number;
                                        p50: number | null;
                                        p95: number | null;
                                        p99: number | null;
                                    };
                                    components: {
                                        layer: number;
                                        name: string;
                                        count: number;
                                        p50: number | null;
                                        p95: number | null;
                                        p99: number | null;
                                    }[];
                                }[];
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stats/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Runs, error rate and times to the answer, over time
         * @description Needs the role viewer.
         */
        get: {
            parameters: {
                query: {
                    /**
                     * @description runs, runs_by_status, error_rate, p50, p95, p99; or several, separated by commas
                     * @example runs_by_status
                     */
                    metric: string;
                    /** @description a rule's name */
                    name?: string;
                    /** @description not before this time */
                    start?: string;
                    /** @description not after this time */
                    end?: string;
                    /** @description seconds */
                    step?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                /** @description seconds; 3600 or more where over 200,000 logs would have been read */
                                step: number;
                                list: {
                                    /** Format: date-time */
                                    at: string;
                                    /** @description of several metrics an object with each; null: there were no runs */
                                    value: unknown;
                                }[];
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/stats/errors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Errors of recorded runs, by code and rule, the commonest first
         * @description Needs the role viewer.
         */
        get: {
            parameters: {
                query?: {
                    /** @description not before this time */
                    start?: string;
                    /** @description not after this time */
                    end?: string;
                    /** @description a rule's name */
                    name?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                /** @description at most 200 */
                                list: {
                                    err_code: string;
                                    method: string;
                                    /** @description of the rule */
                                    name: string;
                                    count: number;
                                    /** Format: date-time */
                                    last_at: string;
                                }[];
                                more: boolean;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user/page": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Users
         * @description Needs the role admin.
         */
        get: {
            parameters: {
                query: {
                    /** @description reaches the first 10000 entries */
                    page: number;
                    count: number;
                    /** @description `next` of an answer with the same filters: the entries behind it; `page` does not count then */
                    after?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                list: {
                                    id: number;
                                    username: string;
                                    /** @enum {string} */
                                    role: "viewer" | "operator" | "developer" | "admin";
                                    disabled: boolean;
                                    /** Format: date-time */
                                    created_at: string;
                                    /** Format: date-time */
                                    updated_at: string;
                                }[];
                                /** @description entries that the filters find, 10000 where there are more */
                                total: number;
                                total_exact: boolean;
                                page: number;
                                count: number;
                                next: string | null;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change a user's role or password, or disable the user
         * @description Needs the role admin.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "id": 2,
                     *       "role": "developer"
                     *     }
                     */
                    "application/json": {
                        id: number;
                        /** @enum {string} */
                        role?: "viewer" | "operator" | "developer" | "admin";
                        password?: string;
                        disabled?: boolean;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                id: number;
                                username: string;
                                /** @enum {string} */
                                role: "viewer" | "operator" | "developer" | "admin";
                                disabled: boolean;
                                /** Format: date-time */
                                created_at: string;
                                /** Format: date-time */
                                updated_at: string;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        /**
         * Add a user
         * @description Needs the role admin.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "username": "grace",
                     *       "password": "a password of hers",
                     *       "role": "operator"
                     *     }
                     */
                    "application/json": {
                        /** @description letters, digits, . _ @ and -, a letter or digit first */
                        username: string;
                        password: string;
                        /** @enum {string} */
                        role: "viewer" | "operator" | "developer" | "admin";
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                id: number;
                                username: string;
                                /** @enum {string} */
                                role: "viewer" | "operator" | "developer" | "admin";
                                disabled: boolean;
                                /** Format: date-time */
                                created_at: string;
                                /** Format: date-time */
                                updated_at: string;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        /**
         * Delete a user
         * @description Needs the role admin.
         */
        delete: {
            parameters: {
                query?: {
                    id?: number;
                    force?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "id": 2
                     *     }
                     */
                    "application/json": {
                        id?: number;
                        force?: boolean;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    } | null;
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: null;
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/token/page": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * API tokens
         * @description Needs the role admin.
         */
        get: {
            parameters: {
                query: {
                    /** @description reaches the first 10000 entries */
                    page: number;
                    count: number;
                    /** @description `next` of an answer with the same filters: the entries behind it; `page` does not count then */
                    after?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                list: {
                                    id: number;
                                    name: string;
                                    /** @enum {string} */
                                    role: "viewer" | "operator" | "developer" | "admin";
                                    /** @description who made it */
                                    username: string;
                                    expires_at: string | null;
                                    /** Format: date-time */
                                    created_at: string;
                                    last_used_at: string | null;
                                }[];
                                /** @description entries that the filters find, 10000 where there are more */
                                total: number;
                                total_exact: boolean;
                                page: number;
                                count: number;
                                next: string | null;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make an API token, which is shown in this answer only
         * @description Needs the role admin.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "name": "the shop",
                     *       "role": "viewer",
                     *       "expires_at": null
                     *     }
                     */
                    "application/json": {
                        name: string;
                        /** @enum {string} */
                        role: "viewer" | "operator" | "developer" | "admin";
                        expires_at?: string | null;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    };
                };
            };
            responses: {
                /** @description Success */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                id: number;
                                token: string;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        /**
         * Delete an API token
         * @description Needs the role admin.
         */
        delete: {
            parameters: {
                query?: {
                    id?: number;
                    force?: boolean;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    /**
                     * @example {
                     *       "id": 2
                     *     }
                     */
                    "application/json": {
                        id?: number;
                        force?: boolean;
                        /** @description ignored */
                        operator?: unknown;
                        /** @description ignored */
                        operator_id?: unknown;
                    } | null;
                };
            };
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: null;
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/page": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The audit log, newest first
         * @description Needs the role admin.
         */
        get: {
            parameters: {
                query: {
                    /** @description reaches the first 10000 entries */
                    page: number;
                    count: number;
                    /** @description `next` of an answer with the same filters: the entries behind it; `page` does not count then */
                    after?: string;
                    action?: string;
                    target?: string;
                    operator_id?: number;
                    /** @description not before this time */
                    start?: string;
                    /** @description not after this time */
                    end?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                list: {
                                    id: number;
                                    /** Format: date-time */
                                    created_at: string;
                                    /** @description who */
                                    operator: string;
                                    operator_id: number;
                                    /** @description from where */
                                    ip: string;
                                    /** @description rule.add, secret.change, suspend.recover, … */
                                    action: string;
                                    target: string;
                                    /** @description secrets as hashes */
                                    before: unknown;
                                    /** @description secrets as hashes */
                                    after: unknown;
                                }[];
                                /** @description entries that the filters find, 10000 where there are more */
                                total: number;
                                total_exact: boolean;
                                page: number;
                                count: number;
                                next: string | null;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Walk the chain of the audit log, all of it; finds any change
         * @description Needs the role admin.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Success */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @constant */
                            code: 200;
                            /** @constant */
                            msg: "success";
                            data: {
                                /** @description entries */
                                checked: number;
                                /** @description all are as they were written, and none is missing */
                                intact: boolean;
                                /** @description ids of entries that were changed, or are missing; at most 1000 */
                                broken: number[];
                                broken_count: number;
                            };
                        };
                    };
                };
                /** @description The call was refused; nothing was done */
                "4XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000400",
                         *       "msg": "request.query.count must be <= 100",
                         *       "errors": [
                         *         {
                         *           "path": "request.query.count",
                         *           "message": "must be <= 100"
                         *         }
                         *       ]
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
                /** @description Failure */
                "5XX": {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        /**
                         * @example {
                         *       "code": "000503",
                         *       "msg": "the database is away"
                         *     }
                         */
                        "application/json": {
                            /** @description A code of the catalogue: 000400, 000401, … */
                            code: string;
                            msg: string;
                            trx?: string;
                            errors?: ({
                                /** @description The refused field: request.body.name */
                                path?: string;
                                /** @description JSON pointer into the rule: /components/0/1/url */
                                pointer?: string;
                                message: string;
                            } & {
                                [key: string]: unknown;
                            })[];
                        };
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: never;
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
