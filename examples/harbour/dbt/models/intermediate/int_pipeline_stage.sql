-- written by `onefold source build` from sources/*.yml; edit that file
-- content 1d7fffbb2598a1d5
select
    cast(null as varchar) as record_name,
    cast(null as varchar) as source,
    cast(null as varchar) as object,
    cast(null as varchar) as source_key,
    cast(null as bigint) as trust,
    cast(null as timestamp) as created_at,
    cast(null as timestamp) as updated_at,
    cast(null as boolean) as is_deleted,
    cast(null as varchar) as record_state,
    cast(null as varchar) as time_zone,
    cast(null as json) as custom_fields,
    cast(null as varchar) as kind,
    cast(null as varchar) as pipeline,
    cast(null as varchar) as stage,
    cast(null as varchar) as name,
    cast(null as bigint) as position,
    cast(null as decimal(18, 4)) as probability,
    cast(null as varchar) as semantic
where false
