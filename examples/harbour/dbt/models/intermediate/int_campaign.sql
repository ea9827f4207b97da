-- written by `onefold source build` from sources/*.yml; edit that file
-- content 6aada4a207b92e94
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
    cast(null as varchar) as name,
    cast(null as varchar) as code,
    cast(null as varchar) as channel,
    cast(null as varchar) as status,
    cast(null as date) as starts_on,
    cast(null as date) as ends_on,
    cast(null as decimal(18, 4)) as budget,
    cast(null as varchar) as currency,
    cast(null as varchar) as owner
where false
